package org.agentgovernance.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ApprovalStore} keeps of one request. Each change makes a new entry of the next
 * version. An entry that nobody could have come to, such as one approved with too few votes, or
 * with that of somebody who may not decide, cannot be made. Immutable.
 *
 * @param sealed the request
 * @param state where it stands
 * @param votes what people said, in order
 * @param ends when the state runs out; for a request that is over, since when it is
 * @param version 1 for a new one
 * @param mac what vouches for it in a store that is {@link ApprovalStore#signed}: HMAC-SHA256 in 64
 *     hexadecimal digits, or null
 */
public record ApprovalEntry(
    SealedRequest sealed,
    ApprovalState state,
    List<ApprovalVote> votes,
    Instant ends,
    long version,
    @Nullable String mac) {
  private static final Pattern MAC = Pattern.compile("[0-9a-f]{64}");

  /**
   * Checks that the votes lead to the state.
   *
   * @throws IllegalArgumentException when they do not, or the mac has no such form
   */
  public ApprovalEntry {
    votes = List.copyOf(votes);
    if (version < 1 || !leadTo(state, votes, sealed.request())) {
      throw new IllegalArgumentException("an approval that nobody could have come to");
    }
    if (mac != null && !MAC.matcher(mac).matches()) {
      throw new IllegalArgumentException("a mac has 64 hexadecimal digits");
    }
  }

  /**
   * An entry that nobody has signed.
   *
   * @param sealed as above
   * @param state as above
   * @param votes as above
   * @param ends as above
   * @param version as above
   */
  public ApprovalEntry(
      SealedRequest sealed,
      ApprovalState state,
      List<ApprovalVote> votes,
      Instant ends,
      long version) {
    this(sealed, state, votes, ends, version, null);
  }

  /** The same, signed so. */
  ApprovalEntry withMac(@Nullable String value) {
    return new ApprovalEntry(sealed, state, votes, ends, version, value);
  }

  private static boolean leadTo(
      ApprovalState state, List<ApprovalVote> votes, ApprovalRequest request) {
    int yes = 0;
    boolean no = false;
    for (ApprovalVote vote : votes) {
      if (no || Admission.refusal(request, vote.by()) != null) {
        return false;
      }
      if (vote.yes()) {
        if (said(votes.subList(0, yes), vote.by())) {
          return false;
        }
        yes++;
      } else {
        no = true;
      }
    }
    boolean enough = yes == request.policy().quorum();
    return yes <= request.policy().quorum()
        && switch (state) {
          case PENDING -> !enough && !no;
          case APPROVED, CONSUMED -> enough && !no;
          case REJECTED -> no;
          case EXPIRED -> !no;
        };
  }

  private static boolean said(List<ApprovalVote> votes, Subject person) {
    for (ApprovalVote vote : votes) {
      if (ApprovalPolicy.couldBe(vote.by(), person)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A new request that nobody has decided about.
   *
   * @param sealed the request
   * @return the entry, of version 1
   */
  public static ApprovalEntry of(SealedRequest sealed) {
    return new ApprovalEntry(
        sealed, ApprovalState.PENDING, List.of(), sealed.request().approveBefore(), 1);
  }

  /**
   * Reads what {@link #toJson} has written, strictly.
   *
   * @param json the text
   * @return the entry
   * @throws GovernanceException with {@code approval.unavailable} when it is anything else, or its
   *     seal or votes do not fit; the message quotes nothing of it
   */
  public static ApprovalEntry parse(String json) {
    return EntryReader.read(json);
  }

  /**
   * The entry as JSON, complete: the arguments of the call are in it as the person reads them.
   *
   * @return JSON text of at most 4,194,304 characters
   * @throws GovernanceException with {@code approval.unavailable} when it would be longer
   * @throws org.agentgovernance.json.JsonException when a name in it is no text that JSON can hold
   */
  public String toJson() {
    return EntryText.write(this);
  }

  /**
   * What people are asked.
   *
   * @return the request
   */
  public ApprovalRequest request() {
    return sealed.request();
  }

  /**
   * The request's id.
   *
   * @return {@code apr-} and 32 hexadecimal digits
   */
  public String id() {
    return sealed.request().id();
  }

  /**
   * Where it stands at a time, also when nobody has noted yet that it has run out.
   *
   * @param now the time
   * @return the state
   */
  public ApprovalState stateAt(Instant now) {
    return state.open() && now.isAfter(ends) ? ApprovalState.EXPIRED : state;
  }

  /**
   * Who said yes.
   *
   * @return the approvers, in order
   */
  public List<Subject> approvers() {
    return votes.stream().filter(ApprovalVote::yes).map(ApprovalVote::by).toList();
  }

  /**
   * Whether a person, or one who could be the same, has said yes.
   *
   * @param person who
   * @return true when another yes of theirs would change nothing
   */
  public boolean approvedBy(Subject person) {
    return said(votes.stream().filter(ApprovalVote::yes).toList(), person);
  }

  /**
   * With one more vote.
   *
   * @param vote the vote
   * @return the next version
   * @throws IllegalArgumentException when it is over, or the vote cannot be added
   */
  public ApprovalEntry with(ApprovalVote vote) {
    List<ApprovalVote> all = new ArrayList<>(votes);
    all.add(vote);
    if (!vote.yes()) {
      return next(ApprovalState.REJECTED, all, vote.at());
    }
    ApprovalPolicy policy = request().policy();
    return all.size() < policy.quorum()
        ? next(ApprovalState.PENDING, all, ends)
        : next(ApprovalState.APPROVED, all, vote.at().plus(policy.executeWithin()));
  }

  /**
   * Used for its one run.
   *
   * @param now the time
   * @return the next version
   * @throws IllegalArgumentException when it is not approved
   */
  public ApprovalEntry consumed(Instant now) {
    return next(ApprovalState.CONSUMED, votes, now);
  }

  /**
   * Run out, or taken back.
   *
   * @param now the time
   * @return the next version
   * @throws IllegalArgumentException when it is over
   */
  public ApprovalEntry expired(Instant now) {
    return next(ApprovalState.EXPIRED, votes, now);
  }

  private ApprovalEntry next(ApprovalState to, List<ApprovalVote> with, Instant until) {
    if (!state.open()) {
      throw new IllegalArgumentException("an approval that is over does not change");
    }
    return new ApprovalEntry(sealed, to, with, until, version + 1);
  }

  /** Id, tool, state and version; never the arguments. */
  @Override
  public String toString() {
    return "ApprovalEntry[" + id() + ", " + request().tool() + ", " + state + ", " + version + "]";
  }
}
