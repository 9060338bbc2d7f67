package org.agentgovernance.identity;

/** On whose behalf a session is opened: a verified principal, or openly nobody. */
public sealed interface Identity permits VerifiedPrincipal, Anonymous {}
