package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agentgovernance.budget.LoopRule;
import org.agentgovernance.flow.Confidentiality;
import org.agentgovernance.flow.Endorsement;
import org.agentgovernance.flow.Integrity;
import org.agentgovernance.permission.PermissionRule;
import org.agentgovernance.resilience.Each;
import org.jspecify.annotations.Nullable;

/** Reads {@code tasks}, {@code permissions}, limits in time and {@code loops}. */
final class RuleSections {
  private static final List<String> LOOP_LIMITS =
      List.of("identicalCalls", "cycles", "sameResult", "maxSteps");

  private final Section root;
  private final Problems problems;
  private final References names;

  RuleSections(Section root, Problems problems, References names) {
    this.root = root;
    this.problems = problems;
    this.names = names;
  }

  List<ManifestModel.Task> tasks() {
    Set<String> seen = new HashSet<>();
    return root.each(
        "tasks",
        Keys.TASK,
        s -> {
          String id = identified(s, seen);
          return new ManifestModel.Task(
              id,
              someTools(s),
              s.count("maxSteps"),
              Boolean.TRUE.equals(s.flag("confirmAfterIrreversible")),
              problems.ref(id, s.node()));
        });
  }

  List<ManifestModel.Permission> permissions(List<ManifestModel.Task> tasks) {
    Set<String> seen = new HashSet<>();
    return root.each(
        "permissions",
        Keys.PERMISSION,
        s -> {
          String id = identified(s, seen);
          PermissionRule.Kind verdict = s.oneOf("verdict", PermissionRule.Kind.class);
          if (!s.has("verdict")) {
            problems.add(s.node(), s.path(), "needs \"verdict\": permit, approve or forbid");
          }
          String approval = names.approval(s, "approval");
          if (approval != null && verdict == PermissionRule.Kind.FORBID) {
            s.problem("approval", "a rule that forbids asks nobody; remove \"approval\"");
          }
          s.texts("review");
          List<String> tools = s.has("effect") ? toolsOfEffect(s) : someTools(s);
          List<String> within = names.taskIds(s, "tasks");
          if (!tools.isEmpty() && !within.isEmpty() && !reachable(tools, within, tasks)) {
            s.problem(
                "tasks", "none of these tasks includes a tool of this rule; it never applies");
          }
          return new ManifestModel.Permission(
              tools,
              within,
              s.someTexts("roles"),
              condition(s),
              verdict == null ? PermissionRule.Kind.FORBID : verdict,
              approval,
              s.path(),
              problems.ref(id, s.node()));
        });
  }

  private static boolean reachable(
      List<String> tools, List<String> within, List<ManifestModel.Task> tasks) {
    for (ManifestModel.Task task : tasks) {
      if (within.contains(task.id()) && !Collections.disjoint(task.tools(), tools)) {
        return true;
      }
    }
    return false;
  }

  private static Node.@Nullable Scalar condition(Section s) {
    return s.textOrNull("when") != null && s.get("when") instanceof Node.Scalar text ? text : null;
  }

  List<Endorsement> endorsements() {
    Set<String> seen = new HashSet<>();
    return root.each(
        "endorsements",
        Keys.ENDORSEMENT,
        s -> {
          String id = identified(s, seen);
          Integrity integrity = s.oneOf("integrity", Integrity.class);
          if (integrity == Integrity.UNTRUSTED) {
            s.problem("integrity", "an endorsement only makes output trusted; leave it out");
          }
          Confidentiality most = s.oneOf("confidentiality", Confidentiality.class);
          if (most == Confidentiality.USER) {
            s.problem("confidentiality", "nothing is more confidential than user; leave it out");
          }
          if (!s.has("integrity") && !s.has("confidentiality")) {
            problems.add(
                s.node(), s.path(), "needs \"integrity\" or \"confidentiality\"; it does nothing");
          }
          List<String> roles = s.someTexts("roles");
          if (!s.has("roles")) {
            problems.add(
                s.node(), s.path(), "needs \"roles\": whoever may endorse has one of them");
          }
          return new Endorsement(
              integrity == Integrity.TRUSTED,
              most,
              new LinkedHashSet<>(names.expandOrAll(s, "tools")),
              new LinkedHashSet<>(roles),
              problems.ref(id, s.node()));
        });
  }

  List<ManifestModel.Rate> rates() {
    Set<String> seen = new HashSet<>();
    return root.each(
        "rates",
        Keys.RATE,
        s -> {
          String id = identified(s, seen);
          Integer permits = s.count("permits");
          Duration per = s.shortDuration("per");
          if (!s.has("permits") || !s.has("per")) {
            problems.add(s.node(), s.path(), "needs \"permits\" and \"per\"");
          }
          return new ManifestModel.Rate(
              s.has("effect") ? toolsOfEffect(s) : someTools(s),
              permits == null ? 1 : permits,
              per == null ? Duration.ofSeconds(1) : per,
              ToolLimits.each(s, EnumSet.allOf(Each.class)),
              problems.ref(id, s.node()));
        });
  }

  List<ManifestModel.Cap> concurrency() {
    Set<String> seen = new HashSet<>();
    return root.each(
        "concurrency",
        Keys.CONCURRENCY,
        s ->
            CapSection.read(
                s,
                s.has("effect") ? toolsOfEffect(s) : someTools(s),
                EnumSet.allOf(Each.class),
                problems.ref(identified(s, seen), s.node())));
  }

  ManifestModel.@Nullable Loops loops() {
    Section s = root.section("loops", Keys.LOOPS);
    if (s == null) {
      return null;
    }
    if (LOOP_LIMITS.stream().noneMatch(s::has)) {
      problems.add(
          s.node(),
          s.path(),
          "needs at least one of "
              + String.join(", ", LOOP_LIMITS)
              + "; as it is, it limits nothing");
    }
    LoopRule.OnLoop onLoop = s.oneOf("onLoop", LoopRule.OnLoop.class);
    return new ManifestModel.Loops(
        s.count("identicalCalls"),
        s.count("cycles", 2, LoopRule.MOST_CYCLES),
        s.count("sameResult", 2, Integer.MAX_VALUE),
        s.count("maxSteps"),
        onLoop == null ? LoopRule.OnLoop.DENY : onLoop,
        problems.ref("loops", s.node()));
  }

  private String identified(Section s, Set<String> seen) {
    String id = s.text("id");
    s.unique("id", id, seen);
    return id;
  }

  /** The tools that are named, or all of them, as far as they have one of the effects. */
  private List<String> toolsOfEffect(Section s) {
    List<String> tools = names.ofEffects(names.expandOrAll(s, "tools"), BudgetSection.effects(s));
    if (tools.isEmpty()) {
      s.problem("effect", "no tool of this rule has such an effect; it never applies");
    }
    return tools;
  }

  private List<String> someTools(Section s) {
    if (!s.has("tools") || (s.get("tools") instanceof Node.Arr array && array.items().isEmpty())) {
      problems.add(
          s.node(), s.path(), "needs \"tools\", at least one; as it is, no tool is reached");
    }
    return names.expand(s, "tools");
  }
}
