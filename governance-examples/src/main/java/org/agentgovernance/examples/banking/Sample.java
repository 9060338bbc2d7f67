package org.agentgovernance.examples.banking;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The shipped part of AgentDojo: user tasks, injection tasks and published runs.
 *
 * @param userTasks what users ask for, and the calls that solve it
 * @param injectionTasks what attackers want, and the calls that reach it
 * @param runs what real models did under attack
 * @param bank the state of the bank before each run
 */
record Sample(
    List<UserTask> userTasks,
    List<InjectionTask> injectionTasks,
    List<Run> runs,
    Map<String, @Nullable Object> bank) {
  private static final String FILE = "/org/agentgovernance/examples/agentdojo/banking.sample.json";

  /**
   * What a user asks for.
   *
   * @param id the task's id in AgentDojo
   * @param kind the task of the manifest under which it runs
   * @param prompt the user's own words
   * @param vector the place that the attacker can write to and the agent reads
   * @param injectionCall index of the first call that returns what stands there
   * @param calls the calls that solve it
   */
  record UserTask(
      String id,
      String kind,
      String prompt,
      String vector,
      int injectionCall,
      List<ToolCall> calls) {}

  /**
   * What an attacker wants.
   *
   * @param id the task's id in AgentDojo
   * @param goal the text that is planted
   * @param calls the calls that reach it
   */
  record InjectionTask(String id, String goal, List<ToolCall> calls) {}

  /**
   * What a model did with a user task while it was attacked.
   *
   * @param model the model
   * @param userTask the user task's id
   * @param injectionTask the injection task's id
   * @param calls every call that the model made
   */
  record Run(String model, String userTask, String injectionTask, List<ToolCall> calls) {}

  static Sample load() {
    Map<String, @Nullable Object> json = Json.parseObject(Resources.text(FILE));
    Map<String, @Nullable Object> kinds = Json.parseObject(Resources.text("user-tasks.json"));
    return new Sample(
        objects(json.get("userTasks")).stream().map(task -> userTask(task, kinds)).toList(),
        objects(json.get("injectionTasks")).stream()
            .map(task -> new InjectionTask(text(task, "id"), text(task, "goal"), calls(task)))
            .toList(),
        objects(json.get("runs")).stream()
            .map(
                run ->
                    new Run(
                        text(run, "model"),
                        text(run, "userTask"),
                        text(run, "injectionTask"),
                        calls(run)))
            .toList(),
        Json.object(json.get("bank")));
  }

  UserTask userTask(String id) {
    return userTasks.stream().filter(task -> task.id().equals(id)).findFirst().orElseThrow();
  }

  InjectionTask injectionTask(String id) {
    return injectionTasks.stream().filter(task -> task.id().equals(id)).findFirst().orElseThrow();
  }

  private static UserTask userTask(
      Map<String, @Nullable Object> task, Map<String, @Nullable Object> kinds) {
    String id = text(task, "id");
    return new UserTask(
        id,
        text(kinds, id),
        text(task, "prompt"),
        text(task, "injectionVector"),
        ((Number) Objects.requireNonNull(task.get("injectionCall"))).intValue(),
        calls(task));
  }

  private static List<ToolCall> calls(Map<String, @Nullable Object> holder) {
    return objects(holder.get("calls")).stream()
        .map(call -> ToolCall.of(text(call, "tool"), Arguments.of(Json.object(call.get("args")))))
        .toList();
  }

  static String text(Map<String, @Nullable Object> object, String key) {
    return (String) Objects.requireNonNull(object.get(key), key);
  }

  static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    return ((List<?>) Objects.requireNonNull(value)).stream().map(Json::object).toList();
  }
}
