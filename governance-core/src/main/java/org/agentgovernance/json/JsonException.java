package org.agentgovernance.json;

/**
 * JSON that the strict reader does not accept. The message names the problem and the place, never
 * the content.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * Makes an exception.
   *
   * @param message what is wrong, without any content of the document
   * @param line the line, counted from 1, or 0 where there is no text
   * @param column the column, counted from 1, or 0 where there is no text
   */
  public JsonException(String message, int line, int column) {
    super(line > 0 ? message + " at line " + line + ", column " + column : message);
    this.line = line;
    this.column = column;
  }

  JsonException(String message) {
    this(message, 0, 0);
  }

  /**
   * The line of the problem.
   *
   * @return the line, counted from 1, or 0 when the value did not come from text
   */
  public int line() {
    return line;
  }

  /**
   * The column of the problem.
   *
   * @return the column, counted from 1, or 0 when the value did not come from text
   */
  public int column() {
    return column;
  }
}
