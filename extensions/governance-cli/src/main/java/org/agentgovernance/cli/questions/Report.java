package org.agentgovernance.cli.questions;

import java.util.List;

/**
 * What is reported, before it has a form. Immutable.
 *
 * @param id the report's name for programs
 * @param title its title
 * @param opening what it is about
 * @param sections its parts
 */
public record Report(String id, String title, List<String> opening, List<Section> sections) {
  /**
   * A part.
   *
   * @param id its name for programs
   * @param title its title
   * @param notes what is to be said about it
   * @param tables its tables
   */
  public record Section(String id, String title, List<String> notes, List<Table> tables) {}

  /**
   * A table.
   *
   * @param id its name for programs
   * @param columns names of columns, for programs and for people: words in lower case
   * @param rows texts and whole numbers
   */
  public record Table(String id, List<String> columns, List<List<Object>> rows) {}
}
