package org.agentgovernance.condition;

import java.util.List;
import java.util.Objects;
import org.agentgovernance.condition.syntax.Expression;

/**
 * A condition whose syntax is right and that was not yet checked against an environment. A rule for
 * several tools is parsed once and compiled against the environment of each. Immutable.
 */
public final class ParsedCondition {
  private final String source;
  private final Expression syntax;

  private ParsedCondition(String source, Expression syntax) {
    this.source = source;
    this.syntax = syntax;
  }

  /**
   * Parses with the usual limits: 10,000 UTF-16 units and 100 levels.
   *
   * @param source the expression
   * @return the syntax tree with its source
   * @throws ConditionException if it is too long or too deep, or no expression of the subset
   */
  public static ParsedCondition parse(String source) {
    return parse(source, ParseLimits.DEFAULT);
  }

  static ParsedCondition parse(String source, ParseLimits limits) {
    Objects.requireNonNull(source, "source");
    if (source.length() > limits.maxLength()) {
      String message =
          "the expression has " + source.length() + " characters, more than " + limits.maxLength();
      // The source is not kept: a message must not carry a megabyte.
      String start = source.substring(0, Math.min(80, limits.maxLength()));
      throw refused(start, new Refusal(0, 0, Codes.TOO_LONG, message, "split the rule"));
    }
    try {
      return new ParsedCondition(source, Parser.parse(source, limits.maxDepth()));
    } catch (Refusal e) {
      throw refused(source, e);
    } catch (StackOverflowError e) {
      String message = "the expression is nested deeper than this thread's stack allows";
      throw refused(source, new Refusal(0, 0, Codes.TOO_DEEP, message, "split the rule"));
    }
  }

  private static ConditionException refused(String source, Refusal refusal) {
    return new ConditionException(source, List.of(refusal.in(source)));
  }

  /**
   * Checks the condition against an environment and compiles it.
   *
   * @param environment the variables and limits
   * @return a condition, ready to be tested
   * @throws ConditionException with all problems, if the condition cannot work there
   */
  public Condition compile(ConditionEnvironment environment) {
    return Condition.of(source, syntax, environment);
  }

  /**
   * Returns the text that was parsed.
   *
   * @return the source
   */
  public String source() {
    return source;
  }

  /**
   * Returns the syntax tree.
   *
   * @return the root
   */
  public Expression syntax() {
    return syntax;
  }
}
