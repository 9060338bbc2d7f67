package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OcsfApiActivityTest {
  /** What OCSF 1.3.0 requires of class 6003, and of the objects in it. */
  private static final List<String> REQUIRED =
      List.of(
          "activity_id",
          "actor",
          "api",
          "category_uid",
          "class_uid",
          "metadata",
          "severity_id",
          "src_endpoint",
          "time",
          "type_uid");

  private static Map<String, @Nullable Object> event(AuditRecord record) {
    Map<String, @Nullable Object> event = OcsfApiActivity.of(Json.parseObject(record.toJson()));
    assertThat(event).isNotNull().containsKeys(REQUIRED.toArray(String[]::new));
    assertThat(Json.object(event.get("api"))).containsKeys("operation", "request");
    assertThat(Json.object(Json.object(event.get("api")).get("request"))).containsKey("uid");
    assertThat(Json.object(event.get("metadata"))).containsKeys("product", "version");
    assertThat(Json.object(Json.object(event.get("metadata")).get("product")))
        .containsKey("vendor_name");
    assertThat(Json.object(event.get("actor"))).containsKey("app_name");
    assertThat(Json.object(event.get("src_endpoint"))).containsKey("name");
    assertThat(event)
        .containsEntry("category_uid", 6L)
        .containsEntry("class_uid", 6003L)
        .containsEntry("type_uid", 600_399L)
        .containsEntry("time", record.at());
    assertThat(Json.parseObject(Json.text(event))).as("it is JSON").isNotEmpty();
    return event;
  }

  @Test
  void hasEveryRequiredAttributeForEachKindOfACall() {
    event(Samples.intent("a"));
    event(Samples.outcome("a"));
    event(Samples.denied("a"));
    event(
        Samples.of(AuditKind.APPROVAL, Samples.NOW, "a", Samples.call("A"), Samples.TOOL)
            .approval(ApprovalEvent.of(ApprovalEvent.State.REQUESTED, "r"))
            .build());
  }

  @Test
  void saysWhoDidWhatAndHowItEnded() {
    Map<String, @Nullable Object> denied = event(Samples.denied("c-1"));
    assertThat(denied)
        .containsEntry("action_id", 2L)
        .containsEntry("status_id", 2L)
        .containsEntry("status_code", "budget.exceeded")
        .containsEntry("severity_id", 3L)
        .containsEntry("policy", Map.of("uid", "daily-writes"));
    assertThat(Json.object(denied.get("actor")))
        .containsEntry("user", Map.of("uid", "u1", "domain", "idp"))
        .containsEntry("session", Map.of("uid", "s1"));
    assertThat(Json.object(denied.get("api"))).containsEntry("operation", "payments.refund");
    assertThat(event(Samples.intent("c-2"))).containsEntry("action_id", 1L);
    assertThat(event(Samples.outcome("c-2"))).containsEntry("status_id", 1L);
  }

  @Test
  void losesNothing() {
    Map<String, @Nullable Object> rest = Json.object(event(Samples.intent("a")).get("unmapped"));
    assertThat(rest).containsKeys("rationale", "budgets", "manifest", "descriptor", "bundle");
  }

  @Test
  void leavesOutWhatIsNoCallAndRefusesWhatIsNoRecord() {
    AuditRecord event = AuditRecord.builder(AuditKind.EVENT, 0).build();
    assertThat(OcsfApiActivity.of(Json.parseObject(event.toJson()))).isNull();
    assertThat(OcsfApiActivity.of(Map.of())).isNull();
    assertThatThrownBy(() -> OcsfApiActivity.of(Map.of("kind", "intent", "at", "yesterday")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
