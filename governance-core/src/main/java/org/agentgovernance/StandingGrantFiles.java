package org.agentgovernance;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Policy;
import org.agentgovernance.manifest.ToolPolicy;

/**
 * Verifies standing grants once, when the governor opens: type, signatures, content, time, and that
 * the manifest lets a grant answer for the tools that it names. The first thing wrong is refused.
 */
final class StandingGrantFiles {
  private static final Map<ReasonCode, ReasonCode> CODES =
      Map.of(
          ReasonCode.CATALOG_TAMPERED, ReasonCode.STANDING_TAMPERED,
          ReasonCode.CATALOG_UNDER_SIGNED, ReasonCode.STANDING_UNDER_SIGNED,
          ReasonCode.CATALOG_MALFORMED, ReasonCode.STANDING_MALFORMED,
          ReasonCode.CATALOG_TOO_LARGE, ReasonCode.STANDING_MALFORMED,
          ReasonCode.CATALOG_UNAVAILABLE, ReasonCode.STANDING_UNAVAILABLE);

  private final TrustRoot root;
  private final Policy policy;
  private final Instant now;

  private StandingGrantFiles(TrustRoot root, Policy policy, Instant now) {
    this.root = root;
    this.policy = policy;
    this.now = now;
  }

  static List<StandingGrant> load(TrustRoot root, List<Path> files, Policy policy, Clock clock) {
    StandingGrantFiles verifier = new StandingGrantFiles(root, policy, clock.instant());
    List<StandingGrant> grants = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Path file : files) {
      StandingGrant grant = verifier.load(file);
      if (!ids.add(grant.id())) {
        throw refused(ReasonCode.STANDING_MALFORMED, grant, "another one has the same id");
      }
      grants.add(grant);
    }
    return grants;
  }

  private StandingGrant load(Path file) {
    try {
      DsseEnvelope envelope = DsseEnvelope.load(file);
      if (!envelope.payloadType().equals(StandingGrant.PAYLOAD_TYPE)) {
        throw new GovernanceException(
            ReasonCode.STANDING_MALFORMED,
            "the envelope is no standing grant; its type must be " + StandingGrant.PAYLOAD_TYPE);
      }
      root.requireSigned(envelope, "the standing grant in " + file);
      return checked(StandingGrant.parse(envelope.payload()));
    } catch (GovernanceException e) {
      ReasonCode own = CODES.get(e.code());
      throw own == null ? e : new GovernanceException(own, String.valueOf(e.getMessage()), e);
    }
  }

  private StandingGrant checked(StandingGrant grant) {
    if (!now.isBefore(root.expires())) {
      throw refused(
          ReasonCode.STANDING_EXPIRED,
          grant,
          "its trust root expired at " + root.expires() + "; give the application the next one");
    }
    if (!now.isBefore(grant.notAfter())) {
      throw refused(
          ReasonCode.STANDING_EXPIRED,
          grant,
          "it expired at " + grant.notAfter() + "; take it away, or have a new one signed");
    }
    for (String name : grant.tools()) {
      allowed(grant, name);
    }
    return grant;
  }

  private void allowed(StandingGrant grant, String name) {
    if (!policy.tools().contains(name)) {
      throw notAllowed(grant, "the manifest lists no tool \"" + name + "\"; name one that it has");
    }
    ToolPolicy tool = policy.tool(name);
    ApprovalPolicy approval = tool.approvalPolicy(grant.approval());
    if (approval == null || !approval.standing()) {
      throw notAllowed(
          grant,
          "the manifest does not let a grant answer \""
              + grant.approval()
              + "\"; say \"standing\": true at that policy if it may");
    }
    Duration holds = Duration.between(grant.notBefore(), grant.notAfter());
    if (tool.effect() == Effect.IRREVERSIBLE
        && holds.compareTo(StandingGrant.LONGEST_IRREVERSIBLE) > 0) {
      throw notAllowed(
          grant,
          "it holds for "
              + holds
              + ", and \""
              + name
              + "\" is irreversible, which allows "
              + StandingGrant.LONGEST_IRREVERSIBLE
              + "; have shorter ones signed");
    }
  }

  private static GovernanceException notAllowed(StandingGrant grant, String why) {
    return refused(ReasonCode.STANDING_NOT_ALLOWED, grant, why);
  }

  private static GovernanceException refused(ReasonCode code, StandingGrant grant, String why) {
    return new GovernanceException(code, "standing grant \"" + grant.id() + "\": " + why);
  }
}
