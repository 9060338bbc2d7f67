package org.agentgovernance.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * Bytes with signatures: an envelope of the Dead Simple Signing Envelope, version 1. Immutable and
 * safe for use by many threads.
 *
 * <p>What is signed are the payload's bytes as they are, together with their type; no signature
 * depends on how somebody writes JSON. An envelope is only a claim until {@link CatalogVerifier}
 * has verified it.
 */
public final class DsseEnvelope {
  /** The longest envelope that is read, in bytes: 16 MiB. */
  public static final int MAX_BYTES = 16 << 20;

  static final int MAX_SIGNATURES = 256;
  private static final int MAX_TYPE_CHARS = 256;
  private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, MAX_BYTES, 10_000);

  private final String payloadType;
  private final byte[] payload;
  private final List<Signed> signatures;

  private DsseEnvelope(String payloadType, byte[] payload, List<Signed> signatures) {
    this.payloadType = payloadType;
    this.payload = payload;
    this.signatures = List.copyOf(signatures);
  }

  /**
   * An envelope without signatures.
   *
   * @param payloadType the media type of the payload
   * @param payload the bytes
   * @return the envelope
   */
  public static DsseEnvelope of(String payloadType, byte[] payload) {
    return new DsseEnvelope(payloadType, payload.clone(), List.of());
  }

  /**
   * Reads an envelope from a file. No more than {@link #MAX_BYTES} are read. Blocks.
   *
   * @param file the file
   * @return the envelope, not yet verified
   * @throws GovernanceException with code {@code catalog.unavailable}, {@code catalog.too_large} or
   *     {@code catalog.malformed}
   */
  public static DsseEnvelope load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNAVAILABLE,
          file + " cannot be read; is it where the manifest says, and readable?",
          e);
    }
  }

  /**
   * Reads an envelope from a stream. No more than one byte over {@link #MAX_BYTES} is read. Blocks.
   *
   * @param in the stream; it is not closed
   * @return the envelope, not yet verified
   * @throws IOException when the stream fails
   * @throws GovernanceException with code {@code catalog.too_large} or {@code catalog.malformed}
   */
  public static DsseEnvelope read(InputStream in) throws IOException {
    return parse(in.readNBytes(MAX_BYTES + 1));
  }

  /**
   * Reads an envelope. Fields that DSSE does not name are ignored, as it asks for.
   *
   * @param json JSON as UTF-8
   * @return the envelope, not yet verified
   * @throws GovernanceException with code {@code catalog.too_large} or {@code catalog.malformed}
   */
  public static DsseEnvelope parse(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new GovernanceException(
          ReasonCode.CATALOG_TOO_LARGE,
          "the envelope has more than " + MAX_BYTES + " bytes; split the catalogue by agent");
    }
    try {
      Map<String, @Nullable Object> map = Json.object(Json.parse(json, LIMITS));
      if (!(map.get("payloadType") instanceof String type)
          || !(map.get("payload") instanceof String payload)
          || !(map.get("signatures") instanceof List<?> list)) {
        throw malformed("it needs \"payloadType\", \"payload\" and \"signatures\"");
      }
      if (type.isEmpty() || type.length() > MAX_TYPE_CHARS || list.size() > MAX_SIGNATURES) {
        throw malformed(
            "it may have "
                + MAX_SIGNATURES
                + " signatures and a type of 1 to "
                + MAX_TYPE_CHARS
                + " characters");
      }
      List<Signed> signatures = new ArrayList<>(list.size());
      for (Object each : list) {
        signatures.add(signed(Json.object(each)));
      }
      return new DsseEnvelope(type, base64(payload), signatures);
    } catch (JsonException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Signed signed(Map<String, @Nullable Object> map) {
    Object keyId = map.get("keyid");
    if (!(map.get("sig") instanceof String sig) || (keyId != null && !(keyId instanceof String))) {
      throw malformed("a signature needs \"sig\", and \"keyid\" is text");
    }
    return new Signed((String) keyId, base64(sig));
  }

  /** DSSE takes either alphabet of RFC 4648. */
  private static byte[] base64(String text) {
    boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw malformed("\"payload\" and \"sig\" are base64");
    }
  }

  private static GovernanceException malformed(String why) {
    return new GovernanceException(
        ReasonCode.CATALOG_MALFORMED, "not a DSSE envelope: " + why + "; fetch it again");
  }

  /**
   * The media type of the payload.
   *
   * @return the type, as signed
   */
  public String payloadType() {
    return payloadType;
  }

  /**
   * What is signed.
   *
   * @return a copy of the bytes
   */
  public byte[] payload() {
    return payload.clone();
  }

  /**
   * What a signature is made over, for keys that live in a device of their own.
   *
   * @return DSSE's pre-authentication encoding of type and payload
   */
  public byte[] preAuthenticationEncoding() {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + payload.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(payload, 0, all, head.length, payload.length);
    return all;
  }

  /**
   * The envelope with one more signature.
   *
   * @param keys an Ed25519 key pair
   * @return a new envelope
   * @throws GovernanceException with code {@code catalog.key_type} when it is of another kind
   */
  public DsseEnvelope sign(KeyPair keys) {
    PublicKey key = Ed25519Keys.checked(keys.getPublic());
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(keys.getPrivate());
      ed25519.update(preAuthenticationEncoding());
      return withSignature(key, ed25519.sign());
    } catch (GeneralSecurityException e) {
      throw new GovernanceException(
          ReasonCode.CATALOG_KEY_TYPE, "the private key cannot sign with Ed25519", e);
    }
  }

  /**
   * The envelope with one more signature that was made elsewhere.
   *
   * @param key the public key of the signer
   * @param signature 64 bytes over {@link #preAuthenticationEncoding()}
   * @return a new envelope
   * @throws GovernanceException with code {@code catalog.key_type} when the key is not Ed25519, or
   *     {@code catalog.tampered} when the signature is not that key's
   */
  public DsseEnvelope withSignature(PublicKey key, byte[] signature) {
    PublicKey checked = Ed25519Keys.checked(key);
    if (!Ed25519Keys.verifies(checked, preAuthenticationEncoding(), signature)) {
      throw new GovernanceException(
          ReasonCode.CATALOG_TAMPERED, "the signature is not that key's over this payload");
    }
    List<Signed> more = new ArrayList<>(signatures);
    more.add(new Signed(Ed25519Keys.id(checked), signature.clone()));
    return new DsseEnvelope(payloadType, payload, more);
  }

  /**
   * Which keys of a root have signed. Whether they are enough, {@link CatalogVerifier} says.
   *
   * @param root the root
   * @return the ids of its keys whose signatures are good
   */
  public Set<String> signedBy(TrustRoot root) {
    return ThresholdCheck.signers(this, root);
  }

  List<Signed> signatures() {
    return signatures;
  }

  /**
   * The written form.
   *
   * @return JSON as UTF-8
   */
  public byte[] toJson() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Signed each : signatures) {
      Map<String, Object> map = new LinkedHashMap<>();
      if (each.keyId() != null) {
        map.put("keyid", each.keyId());
      }
      map.put("sig", Base64.getEncoder().encodeToString(each.signature()));
      list.add(map);
    }
    return Json.canonical(
        Map.of(
            "payloadType",
            payloadType,
            "payload",
            Base64.getEncoder().encodeToString(payload),
            "signatures",
            list));
  }

  /** Type, length and number of signatures. */
  @Override
  public String toString() {
    return "DsseEnvelope["
        + payloadType
        + ", "
        + payload.length
        + " bytes, "
        + signatures.size()
        + " signatures]";
  }
}
