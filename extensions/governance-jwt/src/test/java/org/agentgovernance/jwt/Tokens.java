package org.agentgovernance.jwt;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Keys and tokens of an issuer made up for a test. */
final class Tokens {
  static final String GOOD =
      "{\"iss\":\"https://idp\",\"sub\":\"ann\",\"aud\":\"desk\",\"exp\":1800000600}";

  private Tokens() {}

  static RsaJsonWebKey key(String id) throws JoseException {
    RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId(id);
    return key;
  }

  static String set(RsaJsonWebKey... keys) {
    return new JsonWebKeySet(keys).toJson();
  }

  static String signed(RsaJsonWebKey key) throws JoseException {
    return signed(key, GOOD);
  }

  static String signed(RsaJsonWebKey key, String claims) throws JoseException {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(claims);
    jws.setAlgorithmHeaderValue("RS256");
    jws.setHeader("typ", "at+jwt");
    jws.setKeyIdHeaderValue(key.getKeyId());
    jws.setKey(key.getPrivateKey());
    return jws.getCompactSerialization();
  }
}
