package org.agentgovernance.approval;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * An approval that people have given in advance: for one agent, for tools by their exact names, for
 * arguments within bounds, so many times, until then. What it does not name it does not cover; a
 * person is then asked as ever. Immutable and safe for use by many threads.
 *
 * <p>By itself it is a claim. It counts when it comes in a DSSE envelope that is signed as the
 * trust root asks for, given to the governor.
 */
public final class StandingGrant {
  /** The payload type of a signed grant. */
  public static final String PAYLOAD_TYPE = "application/vnd.agentgovernance.standing-grant+json";

  /** The longest time that a grant may hold. */
  public static final Duration LONGEST = Duration.ofDays(90);

  /** The longest time that a grant may hold which names an irreversible tool. */
  public static final Duration LONGEST_IRREVERSIBLE = Duration.ofHours(24);

  private final StandingTerms terms;

  private StandingGrant(StandingTerms terms) {
    this.terms = terms;
  }

  /**
   * Reads a grant. Fields that are not known are refused.
   *
   * @param json JSON as UTF-8, the payload of the envelope
   * @return the grant
   * @throws org.agentgovernance.decision.GovernanceException with code {@code standing.malformed}
   */
  public static StandingGrant parse(byte[] json) {
    return new StandingGrant(StandingGrantReader.read(json));
  }

  /**
   * Whether it answers what an approval policy would ask about a call. Whether a use is left is
   * another question. Changes nothing.
   *
   * @param policy the policy that is to decide
   * @param call the exact call
   * @param context whose session it is
   * @param now the time
   * @return true when policy, agent, user, tool, every argument and the time are within it
   */
  public boolean covers(ApprovalPolicy policy, ToolCall call, CallContext context, Instant now) {
    return policy.standing()
        && terms.approval().equals(policy.id())
        && terms.tools().contains(call.tool())
        && terms.agent().equals(context.principal().agent())
        && isFor(context.principal().subject())
        && holdsAt(now)
        && call.malformed() == null
        && bounds(call.arguments().asMap())
        && (terms.total() == null || amount(call) != null);
  }

  private boolean isFor(Subject user) {
    Subject only = terms.user();
    return only == null || (only.id().equals(user.id()) && only.issuer().equals(user.issuer()));
  }

  private boolean holdsAt(Instant now) {
    StandingTerms.Hours hours = terms.hours();
    return !now.isBefore(terms.notBefore())
        && now.isBefore(terms.notAfter())
        && (hours == null || hours.include(now));
  }

  private boolean bounds(Map<String, @Nullable Object> arguments) {
    if (!terms.arguments().keySet().containsAll(arguments.keySet())) {
      return false;
    }
    for (Map.Entry<String, ArgumentBound> bound : terms.arguments().entrySet()) {
      if (!bound.getValue().holds(arguments.get(bound.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What a call takes of the total.
   *
   * @param call the call
   * @return 0 or more, with up to 6 digits after the point; null without a total, or when the
   *     argument is no such amount
   */
  public @Nullable BigDecimal amount(ToolCall call) {
    StandingTerms.Total total = terms.total();
    return total == null ? null : ArgumentBound.amount(call.arguments().get(total.argument()));
  }

  /**
   * Its id; uses are counted under it.
   *
   * @return the id
   */
  public String id() {
    return terms.id();
  }

  /**
   * Which approval policy it answers.
   *
   * @return the policy's id in the manifest
   */
  public String approval() {
    return terms.approval();
  }

  /**
   * Which agent it is for.
   *
   * @return the agent's id
   */
  public String agent() {
    return terms.agent();
  }

  /**
   * The tools that it names.
   *
   * @return exact names
   */
  public Set<String> tools() {
    return terms.tools();
  }

  /**
   * How many calls may run by it, of all tools together.
   *
   * @return at least 1
   */
  public int uses() {
    return terms.uses();
  }

  /**
   * The most that the amounts of all calls may come to.
   *
   * @return the limit, or empty when only each call is bounded
   */
  public Optional<BigDecimal> total() {
    return Optional.ofNullable(terms.total()).map(StandingTerms.Total::limit);
  }

  /**
   * When it begins.
   *
   * @return the first instant at which it holds
   */
  public Instant notBefore() {
    return terms.notBefore();
  }

  /**
   * When it ends.
   *
   * @return the first instant at which it no longer holds
   */
  public Instant notAfter() {
    return terms.notAfter();
  }

  /**
   * Why it was given, for the record.
   *
   * @return the issuer's words
   */
  public String reason() {
    return terms.reason();
  }

  /**
   * Who gives it, in their own words; that they may, the signatures say.
   *
   * @return a name for the record
   */
  public String issuer() {
    return terms.issuer();
  }

  /** The id and until when. */
  @Override
  public String toString() {
    return "StandingGrant[" + terms.id() + ", until " + terms.notAfter() + "]";
  }
}
