package org.agentgovernance.recovery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest declares to stand in for an answer of a tool that reads. Tried in this order:
 * another tool, the last good answer, a constant. Immutable.
 *
 * @param tool another listed tool that reads, or null
 * @param lastGood how old the tool's last good answer to the same call may be, or null when it is
 *     not used
 * @param value a constant in the model of {@link org.agentgovernance.json}, or null
 */
public record Fallback(
    @Nullable String tool, @Nullable Duration lastGood, @Nullable Object value) {}
