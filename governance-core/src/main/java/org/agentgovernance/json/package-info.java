/**
 * The JSON that everything else is bound to: a strict reader, one canonical form (RFC 8785) and its
 * digest.
 *
 * <p>A value is one of {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code
 * Long} (an integer within ±(2<sup>53</sup>−1)), {@code Double} (any other finite number), {@code
 * Boolean} or null. Values read or copied here are immutable. This room imports nothing of the
 * library.
 */
@NullMarked
package org.agentgovernance.json;

import org.jspecify.annotations.NullMarked;
