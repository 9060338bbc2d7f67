package org.agentgovernance.cli.questions;

/** What stands before a paragraph of a story. */
enum Label {
  AGENT("agent"),
  FOR("for"),
  TASK("task"),
  MANIFEST("manifest"),
  FROM("from"),
  THROUGH("through"),
  TAGS("tags"),
  KNEW("knew"),
  PROPOSED("proposed"),
  BECAUSE("because"),
  INSTEAD("not"),
  SURE("sure"),
  TOLD("was told"),
  PERSON("person"),
  DID("did"),
  MODEL("model"),
  DECLARED("declared"),
  ORDER("order"),
  NOTED("noted");

  private static final int WIDTH = 10;

  private final String text;

  Label(String word) {
    this.text = "  " + word + " ".repeat(WIDTH - word.length());
  }

  String text() {
    return text;
  }
}
