package org.agentgovernance.identity;

/**
 * Nobody in particular: no verified id, no roles, no attributes, no scopes. A session for it may
 * only use what the manifest permits to everybody.
 */
public enum Anonymous implements Identity {
  /** The one anonymous user. */
  USER
}
