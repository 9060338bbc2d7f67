/**
 * OpenTelemetry spans and metrics for governed calls. Nothing of a call's arguments leaves here.
 */
@NullMarked
package org.agentgovernance.otel;

import org.jspecify.annotations.NullMarked;
