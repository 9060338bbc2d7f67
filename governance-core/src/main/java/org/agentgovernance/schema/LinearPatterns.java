package org.agentgovernance.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Regular expressions of schemas, run by RE2/J in time linear in the text. What cannot be run so
 * (lookaround, backreferences) is refused when the schema is compiled.
 */
final class LinearPatterns implements RegularExpressionFactory {
  /** Time is also linear in the size of the program, which counted repetition multiplies. */
  static final int MAX_PROGRAM = 4_000;

  /** For patterns on names, whose work is not counted. */
  static final int MAX_NAME_PROGRAM = 400;

  static final int MAX_PATTERN_CHARS = 4_000;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern = compile(regex, MAX_NAME_PROGRAM);
    return text -> pattern.matcher(text).find();
  }

  /**
   * Compiles an ECMA-262 pattern on values.
   *
   * @throws Refused when it cannot run in linear time or is not a pattern
   */
  static Pattern compile(String regex) {
    return compile(regex, MAX_PROGRAM);
  }

  static Pattern compile(String regex, int maxProgram) {
    if (regex.length() > MAX_PATTERN_CHARS) {
      throw new Refused("is longer than " + MAX_PATTERN_CHARS + " characters");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(new EcmaPattern(regex).toRe2());
    } catch (PatternSyntaxException e) {
      throw new Refused("cannot run in linear time or is malformed: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw new Refused("is nested too deeply");
    }
    if (pattern.programSize() > maxProgram) {
      throw new Refused("counts repetitions that are too large; use maxLength beside it");
    }
    return pattern;
  }

  /** A pattern that is not accepted; the message continues "the pattern ...". */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
