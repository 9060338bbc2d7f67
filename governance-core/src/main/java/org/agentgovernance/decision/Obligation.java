package org.agentgovernance.decision;

/**
 * Something that must be done before a permitted call runs. The governor carries out those whose
 * kind the host has registered a handler for; any other makes the call a denial.
 *
 * @param kind what is to be done, as the handler was registered
 * @param detail what the handler needs to know, or an empty string
 */
public record Obligation(String kind, String detail) {}
