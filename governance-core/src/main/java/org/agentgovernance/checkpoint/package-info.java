/**
 * Merkle trees as in RFC 6962, signed checkpoints of them, proofs, and witnesses outside: what
 * makes an audit log verifiable by someone who trusts neither its writer nor its disk.
 *
 * <p>The forms are those of C2SP: {@code signed-note}, {@code tlog-checkpoint}, {@code
 * tlog-cosignature}, {@code tlog-proof} and {@code tlog-witness}, so other people's tools read
 * them.
 */
@NullMarked
package org.agentgovernance.checkpoint;

import org.jspecify.annotations.NullMarked;
