/**
 * One file declares every control. It is read strictly, with positions, and compiled once into an
 * immutable policy that is indexed by tool.
 */
@NullMarked
package org.agentgovernance.manifest;

import org.jspecify.annotations.NullMarked;
