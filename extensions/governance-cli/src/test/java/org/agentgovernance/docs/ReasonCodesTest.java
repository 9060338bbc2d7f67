package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.Test;

class ReasonCodesTest {
  private static Map<String, String> constants() throws IllegalAccessException {
    Map<String, String> constants = new TreeMap<>();
    for (Field field : ReasonCode.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ReasonCode.class) {
        constants.put(((ReasonCode) field.get(null)).value(), field.getName());
      }
    }
    return constants;
  }

  @Test
  void everyConstantIsDescribedAndNothingElse() throws Exception {
    Map<String, String> described = new TreeMap<>();
    for (Table.Row row : Table.rows(Repository.page("docs/reason-codes.md"))) {
      assertThat(row.cells()).as(row.key()).hasSize(4).noneMatch(String::isEmpty);
      described.put(row.key(), row.cells().get(1).replace("`", ""));
    }

    assertThat(described).isEqualTo(constants());
    assertThat(described).hasSizeGreaterThan(35);
  }

  @Test
  void codesThatConceptsNameExist() throws Exception {
    Map<String, String> constants = constants();
    Pattern code = Pattern.compile("`([a-z]+\\.[a-z_]+)`");
    for (String line : Repository.page("docs/concepts.md").lines()) {
      Matcher named = code.matcher(line);
      while (line.startsWith("|") && named.find()) {
        assertThat(constants).as("the codes of concepts").containsKey(named.group(1));
      }
    }
  }
}
