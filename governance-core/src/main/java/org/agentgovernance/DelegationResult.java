package org.agentgovernance;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What came of the work that a session handed to a sub-agent. A failure is a value like any other,
 * so that one agent's failure does not become another's. Immutable.
 *
 * @param <T> what the sub-agent returns
 */
public final class DelegationResult<T> {
  private final String agent;
  private final String session;
  private final @Nullable T value;
  private final @Nullable Throwable error;

  private DelegationResult(
      String agent, String session, @Nullable T value, @Nullable Throwable error) {
    this.agent = agent;
    this.session = session;
    this.value = value;
    this.error = error;
  }

  static <T> DelegationResult<T> of(
      String agent, String session, @Nullable T value, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    return new DelegationResult<>(agent, session, value, cause == null ? thrown : cause);
  }

  /**
   * The id of the sub-agent's session, under which its records stand.
   *
   * @return the id
   */
  public String session() {
    return session;
  }

  /**
   * Whether the sub-agent returned something.
   *
   * @return false when it threw or returned null
   */
  public boolean succeeded() {
    return value != null && error == null;
  }

  /**
   * What the sub-agent returned.
   *
   * @return the value
   * @throws GovernanceException with code {@code delegation.failed} when there is none
   */
  public T value() {
    T returned = value;
    if (returned == null || error != null) {
      throw new GovernanceException(code(), forOperator());
    }
    return returned;
  }

  /**
   * Why, for programs.
   *
   * @return {@code permitted} or {@code delegation.failed}
   */
  public ReasonCode code() {
    return succeeded() ? ReasonCode.PERMITTED : ReasonCode.DELEGATION_FAILED;
  }

  /**
   * Why the sub-agent could go no further, when a refused call of its own was the end of it.
   *
   * @return the code of the {@link GovernanceException} that it threw, such as {@code
   *     budget.exceeded}, or empty
   */
  public Optional<ReasonCode> cause() {
    return error instanceof GovernanceException refused
        ? Optional.of(refused.code())
        : Optional.empty();
  }

  /**
   * What the sub-agent threw.
   *
   * @return the exception, unwrapped, or empty; for the host, never for a model
   */
  public Optional<Throwable> error() {
    return Optional.ofNullable(error);
  }

  /**
   * The text for the parent's model when the sub-agent failed, and what the sub-agent returned
   * otherwise. Of a failure it holds no exception, stack trace, argument, rule or limit.
   *
   * @return the text, never empty
   */
  public String forModel() {
    return succeeded() ? CallResult.textOf(value) : "Error: " + story();
  }

  private String story() {
    String code = cause().map(ReasonCode::value).orElse("");
    String who = "the sub-agent " + agent;
    if (code.startsWith("budget.") || code.startsWith("rate.")) {
      return who + " has used up what it may use. Do not hand it the same work again now.";
    }
    if (code.startsWith("loop.")) {
      return who + " went in circles and was stopped. Hand it smaller work, or go on without it.";
    }
    if (code.startsWith("control.")) {
      return who + " was stopped by an operator. Go on without it.";
    }
    if (error instanceof TimeoutException) {
      return who + " took too long. Hand it smaller work, or go on without it.";
    }
    return code.isEmpty()
        ? who + " failed and returned nothing. Go on without it, or try another way."
        : who + " could not finish: a call of its own gave it nothing. Go on without it.";
  }

  /**
   * The text for the operator.
   *
   * @return how it ended, without the exception's own words unless it is one of this library
   */
  public String forOperator() {
    String who = code() + ": sub-agent " + agent + " in session " + session;
    Throwable thrown = error;
    if (succeeded()) {
      return who + " returned something";
    }
    if (thrown instanceof GovernanceException refused) {
      return who + " ended with " + withCode(refused);
    }
    return thrown == null
        ? who + " returned null; return a word such as \"done\""
        : who + " threw " + thrown.getClass().getName() + "; see error()";
  }

  private static String withCode(GovernanceException refused) {
    String code = refused.code().value();
    String message = String.valueOf(refused.getMessage());
    return message.startsWith(code) ? message : code + ": " + message;
  }

  /** The code; never what was returned or thrown. */
  @Override
  public String toString() {
    return "DelegationResult[" + code() + "]";
  }
}
