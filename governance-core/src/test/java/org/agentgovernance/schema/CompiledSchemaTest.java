package org.agentgovernance.schema;

import static org.agentgovernance.schema.Calls.object;
import static org.agentgovernance.schema.Calls.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agentgovernance.call.Arguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledSchemaTest {
  private static final String TRANSFER =
      """
      {'type':'object','properties':{
        'account':{'type':'string','pattern':'^[A-Z]-[0-9]+$'},
        'amount':{'type':'number','exclusiveMinimum':0},
        'currency':{'enum':['EUR','USD']},
        'note':{'anyOf':[{'type':'string'},{'type':'null'}]}},
       'required':['account','amount']}""";

  @Test
  void acceptsWhatTheSchemaDescribes() {
    assertThat(problems(TRANSFER, "{'account':'A-1','amount':12.5,'currency':'EUR','note':null}"))
        .isEmpty();
  }

  @Test
  void returnsOneObjectForEveryValidCall() {
    CompiledSchema schema = schema(TRANSFER);

    assertThat(schema.validate(object("{'account':'A-1','amount':1}")))
        .isSameAs(schema.validate(object("{'account':'B-2','amount':2}")));
  }

  @Test
  void remembersTheResultWithTheArguments() {
    CompiledSchema schema = schema(TRANSFER);
    Arguments arguments = Arguments.of(object("{'amount':'x'}"));

    assertThat(schema.validate(arguments)).isSameAs(schema.validate(arguments)).isNotEmpty();
  }

  @Test
  void namesPlaceAndExpectation() {
    assertThat(problems(TRANSFER, "{'account':'a','amount':0,'currency':'GBP','note':5}"))
        .containsExactly(
            "/account: expected text that matches the pattern ^[A-Z]-[0-9]+$",
            "/amount: expected a number greater than 0",
            "/currency: expected one of \"EUR\", \"USD\"",
            "/note: expected string or null, got number");
  }

  @Test
  void namesWhatIsMissing() {
    assertThat(problems(TRANSFER, "{'account':'A-1'}"))
        .containsExactly("/amount: required, but missing");
  }

  @Test
  void refusesAnUnlistedArgumentAndSuggestsTheNearest() {
    assertThat(problems(TRANSFER, "{'account':'A-1','amount':1,'acount':'A-2'}"))
        .containsExactly("/acount: not a known name; did you mean account?");
  }

  @Test
  void listsTheKnownNamesWhenNoneIsNear() {
    assertThat(problems(TRANSFER, "{'account':'A-1','amount':1,'zzzzzzzzzz':1}"))
        .containsExactly(
            "/zzzzzzzzzz: not a known name; known are account, amount, currency, note");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'additionalProperties':true",
        "'additionalProperties':{}",
        "'patternProperties':{'^x':true}",
        "'unevaluatedProperties':true",
        "'propertyNames':true",
        "'$ref':'#/$defs/any','$defs':{'any':true}",
        "'allOf':[true]",
        "'anyOf':[true]",
        "'oneOf':[true]",
        "'if':true",
        "'dependentSchemas':{}"
      })
  void leavesUnlistedArgumentsToASchemaThatSpeaksOfThem(String keyword) {
    assertThat(problems("{'properties':{'a':{}}," + keyword + "}", "{'b':1}")).isEmpty();
  }

  @Test
  void acceptsAnyArgumentWhenTheSchemaListsNone() {
    assertThat(problems("{'type':'object'}", "{'b':1}")).isEmpty();
    assertThat(problems("true", "{'b':1}")).isEmpty();
  }

  @Test
  void refusesEveryArgumentWhenTheListIsEmpty() {
    assertThat(problems("{'type':'object','properties':{}}", "{'b':1}"))
        .containsExactly("/b: not a known name; none is expected there");
    assertThat(problems("false", "{}")).isNotEmpty();
  }

  @Test
  void suggestsForAdditionalPropertiesAsWell() {
    assertThat(
            problems(
                "{'properties':{'list':{'items':{'properties':{'name':{}},"
                    + "'additionalProperties':false}}}}",
                "{'list':[{'nmae':1}]}"))
        .containsExactly("/list/0/nmae: not a known name; did you mean name?");
  }

  @Test
  void saysOneThingOfAFailedChoice() {
    String choice =
        "{'properties':{'to':{'oneOf':["
            + "{'type':'object','properties':{'iban':{'type':'string'}},'required':['iban']},"
            + "{'type':'object','properties':{'bic':{},'owner':{}},'required':['bic','owner']}]}}}";

    assertThat(problems(choice, "{'to':{'iban':5}}"))
        .containsExactly(
            "/to/iban: expected string, got number, or another of the forms allowed there");
    assertThat(problems(choice, "{'to':{'iban':'x','bic':1,'owner':2}}"))
        .containsExactly(
            "/to: expected exactly one of the forms allowed there, not several at once");
  }

  @Test
  void saysEachProblemOnceAndTenAtMost() {
    String wide = "{'additionalProperties':{'type':'string'}}";
    StringBuilder many = new StringBuilder("{'k':1");
    for (int i = 0; i < 500; i++) {
      many.append(",'k").append(i).append("':1");
    }

    assertThat(problems(wide, many.append('}').toString())).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void treatsFormatAsAnAnnotation() {
    assertThat(problems("{'properties':{'m':{'format':'email'}}}", "{'m':'no mail'}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://json-schema.org/draft-04/schema#, exclusiveMinimum, true",
    "http://json-schema.org/draft-06/schema#, exclusiveMinimum, 5",
    "http://json-schema.org/draft-07/schema#, exclusiveMinimum, 5",
    "https://json-schema.org/draft-07/schema, exclusiveMinimum, 5",
    "https://json-schema.org/draft/2019-09/schema, exclusiveMinimum, 5",
    "https://json-schema.org/draft/2020-12/schema, exclusiveMinimum, 5"
  })
  void understandsTheDialect(String dialect, String keyword, String value) {
    CompiledSchema schema =
        schema(
            "{'$schema':'%s','properties':{'n':{'minimum':5,'%s':%s}}}"
                .formatted(dialect, keyword, value));

    assertThat(schema.validate(Map.of("n", 5L))).hasSize(1);
    assertThat(schema.validate(Map.of("n", 6L))).isEmpty();
  }

  @Test
  void followsReferencesWithinTheSchema() {
    String local =
        "{'properties':{'a':{'$ref':'#/$defs/word'},'b':{'$ref':'#num'},'c':{'$ref':'part'}},"
            + "'$id':'https://example.com/root','$defs':{'word':{'type':'string'},"
            + "'n':{'$anchor':'num','type':'number'},'p':{'$id':'part','type':'boolean'}}}";

    assertThat(problems(local, "{'a':'x','b':1,'c':true}")).isEmpty();
    assertThat(problems(local, "{'a':1,'b':'x','c':1}")).hasSize(3);
  }

  static Stream<ArgumentSet> refusals() {
    return Stream.of(
        refusal(
            "another document", "{'$ref':'https://example.com/s'}", "leaves the schema", "/$ref"),
        refusal("a file", "{'items':{'$ref':'file:///etc/passwd'}}", "leaves", "/items/$ref"),
        refusal("the class path", "{'$ref':'classpath:draft-07/schema'}", "leaves", "/$ref"),
        refusal(
            "a neighbour of its base",
            "{'$id':'https://example.com/a','$ref':'b'}",
            "leaves the schema",
            "/$ref"),
        refusal("a missing place", "{'$ref':'#/$defs/x'}", "leads nowhere", "/$ref"),
        refusal("a missing anchor", "{'$ref':'#x'}", "leads nowhere", ""),
        refusal("an endless circle", "{'$ref':'#'}", "without end", ""),
        refusal("another dialect", "{'$schema':'https://example.com/d'}", "dialect", "/$schema"),
        refusal("a dialect of no type", "{'$schema':7}", "dialect", "/$schema"),
        refusal(
            "another dialect within",
            "{'properties':{'a':{'$schema':'https://example.com/d'}}}",
            "dialect",
            "/properties/a/$schema"),
        refusal("a wrong type", "{'type':'strng'}", "\"string\"", "/type"),
        refusal("a wrong keyword type", "{'required':'a'}", "expected array", "/required"),
        refusal("null as a subschema", "{'not':null}", "object or boolean", "/not"),
        refusal(
            "a lookahead",
            "{'properties':{'a/b':{'pattern':'(?=x)'}}}",
            "(?=",
            "/properties/a~1b/pattern"),
        refusal("a backreference", "{'pattern':'(a)\\\\1'}", "refers back", "/pattern"),
        refusal("an open class", "{'pattern':'['}", "missing closing", "/pattern"),
        refusal(
            "a huge repetition",
            "{'patternProperties':{'((a{100}){100}){100}':{}}}",
            "repetitions",
            "/patternProperties/((a{100}){100}){100}"));
  }

  private static ArgumentSet refusal(String name, String schema, String message, String pointer) {
    return org.junit.jupiter.params.provider.Arguments.argumentSet(name, schema, message, pointer);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesToCompile(String schema, String message, String pointer) {
    assertThatThrownBy(() -> schema(schema))
        .isInstanceOfSatisfying(
            SchemaException.class,
            e -> {
              assertThat(e).hasMessageContaining(message);
              assertThat(e.pointer()).isEqualTo(pointer);
              assertThat(e.code().value()).isEqualTo("schema.invalid_schema");
            });
  }

  @Test
  void refusesWhatIsNoSchema() {
    assertThatThrownBy(() -> CompiledSchema.compile(List.of())).isInstanceOf(SchemaException.class);
    assertThatThrownBy(() -> CompiledSchema.compile("x")).isInstanceOf(SchemaException.class);
    assertThatThrownBy(() -> CompiledSchema.compile(Map.of("x", new Object())))
        .isInstanceOf(SchemaException.class);
  }

  private static List<String> problems(String schema, String arguments) {
    return schema(schema).validate(object(arguments)).stream().map(Problem::toString).toList();
  }
}
