package org.agentgovernance.approval;

import java.util.List;
import java.util.Objects;
import org.agentgovernance.decision.RequireApproval;

/** Compares what was asked with what is asked now, as the chain does. */
final class Questions {
  private Questions() {}

  /** Whether whoever has answered some questions has answered all others, too. */
  static boolean answersAll(List<RequireApproval> answered, List<RequireApproval> asked) {
    return asked.stream().allMatch(each -> answered.stream().anyMatch(one -> same(one, each)));
  }

  private static boolean same(RequireApproval one, RequireApproval other) {
    return one.approval().equals(other.approval())
        && one.interceptor().equals(other.interceptor())
        && one.code().equals(other.code())
        && Objects.equals(one.rule(), other.rule());
  }
}
