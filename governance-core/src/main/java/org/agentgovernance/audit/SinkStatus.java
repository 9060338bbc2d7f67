package org.agentgovernance.audit;

import org.jspecify.annotations.Nullable;

/**
 * How a sink is doing at one moment, for metrics and health checks.
 *
 * @param name the name it was registered by
 * @param required whether calls are denied without it
 * @param queued records that wait to be written
 * @param written records that were written
 * @param dropped records that were not and will not be
 * @param failure why the last batch was not written, or null while all is well
 */
public record SinkStatus(
    String name,
    boolean required,
    int queued,
    long written,
    long dropped,
    @Nullable String failure) {}
