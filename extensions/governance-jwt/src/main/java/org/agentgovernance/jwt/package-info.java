/**
 * Verifies JSON Web Tokens: access tokens (RFC 9068) and those of a token exchange (RFC 8693). The
 * tokens come signed (RFC 7515); keys come as a JWK set (RFC 7517) from a file or over HTTPS.
 */
@NullMarked
package org.agentgovernance.jwt;

import org.jspecify.annotations.NullMarked;
