package org.agentgovernance.examples.banking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.examples.banking.Sample.InjectionTask;
import org.agentgovernance.examples.banking.Sample.UserTask;
import org.jspecify.annotations.Nullable;

/**
 * One run to replay.
 *
 * @param title what it is
 * @param user what the user asks for
 * @param attack what the attacker wants, or null when nobody attacks
 * @param calls what the agent proposes, in order
 * @param shown whether it is printed when only some are
 */
record Scenario(
    String title,
    UserTask user,
    @Nullable InjectionTask attack,
    List<ToolCall> calls,
    boolean shown) {
  /** Which user task is under way when a scripted attack strikes. */
  private static final Map<String, String> STRIKES =
      Map.of(
          "injection_task_0", "user_task_3",
          "injection_task_3", "user_task_6",
          "injection_task_4", "user_task_2",
          "injection_task_5", "user_task_0",
          "injection_task_6", "user_task_3",
          "injection_task_7", "user_task_14",
          "injection_task_8", "user_task_12");

  private static final List<String> SHOWN =
      List.of("user_task_0", "user_task_3+injection_task_0", "injection_task_5");

  static List<Scenario> of(Sample sample) {
    List<Scenario> all = new ArrayList<>();
    for (UserTask task : sample.userTasks()) {
      all.add(new Scenario("nobody attacks", task, null, task.calls(), SHOWN.contains(task.id())));
    }
    for (Sample.Run run : sample.runs()) {
      String pair = run.userTask() + "+" + run.injectionTask();
      all.add(
          new Scenario(
              "as " + run.model() + " acted",
              sample.userTask(run.userTask()),
              sample.injectionTask(run.injectionTask()),
              run.calls(),
              SHOWN.contains(pair) || pair.equals("user_task_14+injection_task_0")));
    }
    for (InjectionTask attack : sample.injectionTasks()) {
      UserTask user = sample.userTask(STRIKES.getOrDefault(attack.id(), "user_task_0"));
      all.add(
          new Scenario(
              "as AgentDojo scripts it",
              user,
              attack,
              struck(user, attack),
              SHOWN.contains(attack.id())));
    }
    return all;
  }

  /** The user's calls, and the attacker's as soon as the agent has read the planted text. */
  private static List<ToolCall> struck(UserTask user, InjectionTask attack) {
    List<ToolCall> calls = new ArrayList<>(user.calls());
    calls.addAll(user.injectionCall() + 1, attack.calls());
    return calls;
  }

  /** AgentDojo's ids. */
  String ids() {
    return attack == null ? user.id() : user.id() + " + " + attack.id();
  }
}
