/**
 * What the controls say: permit, require an approval, or deny, each with a reason code, the control
 * and rule that said it, and two texts, one safe for the model and one for the operator.
 */
@NullMarked
package org.agentgovernance.decision;

import org.jspecify.annotations.NullMarked;
