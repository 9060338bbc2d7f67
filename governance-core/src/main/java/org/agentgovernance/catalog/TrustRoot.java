package org.agentgovernance.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign the catalogue: public keys, how many of them must sign, until when. Pinned in the
 * application and never named by a manifest. Immutable.
 *
 * <p>A root is replaced by the next version, signed by as many keys as the old root asks for and by
 * as many as the new one asks for; see {@link #rotate}.
 */
public final class TrustRoot {
  /** The payload type of a signed successor. */
  public static final String PAYLOAD_TYPE = "application/vnd.agentgovernance.trust-root+json";

  private static final String API_VERSION = "agentgovernance/v1";
  private static final String KIND = "TrustRoot";
  private static final List<String> FIELDS =
      List.of("apiVersion", "kind", "version", "expires", "threshold", "keys");
  private static final int MOST_KEYS = 64;
  private static final int MOST_BYTES = 64 << 10;

  private final long version;
  private final Instant expires;
  private final int threshold;
  private final Map<String, PublicKey> keys;

  private TrustRoot(long version, Instant expires, long threshold, List<PublicKey> list) {
    Map<String, PublicKey> byId = new LinkedHashMap<>();
    for (PublicKey key : list) {
      byId.put(Ed25519Keys.id(key), key);
    }
    if (byId.size() != list.size()) {
      throw malformed("a key stands twice");
    }
    if (version < 1 || list.isEmpty() || list.size() > MOST_KEYS) {
      throw malformed("it needs a version of at least 1 and 1 to " + MOST_KEYS + " keys");
    }
    if (threshold < 1 || threshold > list.size()) {
      throw malformed("threshold is " + threshold + " but there are " + list.size() + " keys");
    }
    this.version = version;
    this.expires = expires;
    this.threshold = (int) threshold;
    this.keys = Collections.unmodifiableMap(byId);
  }

  /**
   * A root of given keys.
   *
   * @param version its version, at least 1
   * @param expires when it ends
   * @param threshold how many of the keys must sign
   * @param keys Ed25519 public keys, each once
   * @return the root
   * @throws GovernanceException with code {@code catalog.key_type} or {@code catalog.malformed}
   */
  public static TrustRoot of(
      long version, Instant expires, int threshold, Collection<? extends PublicKey> keys) {
    List<PublicKey> checked = new ArrayList<>();
    keys.forEach(key -> checked.add(Ed25519Keys.checked(key)));
    return new TrustRoot(version, expires, threshold, checked);
  }

  /**
   * Reads a root.
   *
   * @param json JSON as UTF-8, as {@link #toJson()} writes it
   * @return the root
   * @throws GovernanceException with code {@code catalog.malformed} or {@code catalog.key_type}
   */
  public static TrustRoot parse(byte[] json) {
    try {
      Map<String, @Nullable Object> map = Json.object(Json.parse(json));
      if (!FIELDS.containsAll(map.keySet())) {
        throw malformed("it may have " + String.join(", ", FIELDS) + " and nothing else");
      }
      if (!API_VERSION.equals(map.get("apiVersion")) || !KIND.equals(map.get("kind"))) {
        throw malformed("apiVersion must be " + API_VERSION + " and kind " + KIND);
      }
      if (!(map.get("version") instanceof Long version)
          || !(map.get("threshold") instanceof Long threshold)
          || !(map.get("keys") instanceof List<?> list)) {
        throw malformed("version and threshold are integers, keys is a list");
      }
      Instant expires = StatementFields.instant(map.get("expires"));
      if (expires == null) {
        throw malformed("expires is a time such as 2030-01-01T00:00:00Z");
      }
      List<PublicKey> keys = new ArrayList<>();
      for (Object each : list) {
        keys.add(key(each));
      }
      return new TrustRoot(version, expires, threshold, keys);
    } catch (JsonException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static PublicKey key(@Nullable Object base64) {
    try {
      if (base64 instanceof String text) {
        return Ed25519Keys.decode(Base64.getDecoder().decode(text));
      }
    } catch (IllegalArgumentException e) {
      throw malformed("a key is not base64");
    }
    throw malformed("a key is base64 of SubjectPublicKeyInfo");
  }

  /**
   * Reads a root from a file. Blocks.
   *
   * @param file the file
   * @return the root
   * @throws GovernanceException with code {@code catalog.unavailable}, {@code catalog.malformed} or
   *     {@code catalog.key_type}
   */
  public static TrustRoot load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MOST_BYTES));
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNAVAILABLE, "the trust root cannot be read from " + file, e);
    }
  }

  /**
   * The next root, when this one and it agree: its version is the next, and the envelope is signed
   * by as many keys as this root asks for and by as many as the next one asks for. An expired root
   * can still be replaced; whether the last one has expired is checked when a catalogue is
   * verified.
   *
   * @param successor the next root, in an envelope of type {@link #PAYLOAD_TYPE}
   * @return the next root
   * @throws GovernanceException with code {@code catalog.unknown_type}, {@code catalog.malformed},
   *     {@code catalog.key_type}, {@code catalog.tampered}, {@code catalog.under_signed}, {@code
   *     catalog.rolled_back} when its version is not higher, or {@code catalog.root_skipped} when a
   *     version between the two is missing
   */
  public TrustRoot rotate(DsseEnvelope successor) {
    if (!successor.payloadType().equals(PAYLOAD_TYPE)) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNKNOWN_TYPE,
          "the envelope is no trust root; its payload type must be " + PAYLOAD_TYPE);
    }
    ThresholdCheck.require(successor, this, "the next trust root");
    TrustRoot next = parse(successor.payload());
    ThresholdCheck.require(successor, next, "the next trust root");
    if (next.version <= version) {
      throw new GovernanceException(
          ReasonCode.CATALOG_ROLLED_BACK,
          "trust root " + next.version + " cannot follow " + version + "; take the newer one");
    }
    if (next.version != version + 1) {
      throw new GovernanceException(
          ReasonCode.CATALOG_ROOT_SKIPPED,
          "trust root "
              + next.version
              + " cannot follow "
              + version
              + "; give those between them too");
    }
    return next;
  }

  /**
   * Passes when as many distinct keys as this root asks for have signed an envelope. Whether the
   * root has expired is for the caller to look at.
   *
   * @param envelope the envelope
   * @param what what is signed, for messages
   * @throws GovernanceException with code {@code catalog.tampered} or {@code catalog.under_signed}
   */
  public void requireSigned(DsseEnvelope envelope, String what) {
    ThresholdCheck.require(envelope, this, what);
  }

  private static GovernanceException malformed(String why) {
    return new GovernanceException(
        ReasonCode.CATALOG_MALFORMED, "the trust root is not valid: " + why);
  }

  /**
   * The root's version.
   *
   * @return at least 1
   */
  public long version() {
    return version;
  }

  /**
   * When the root ends.
   *
   * @return the first instant at which nothing is trusted by it
   */
  public Instant expires() {
    return expires;
  }

  /**
   * How many distinct keys must sign.
   *
   * @return at least 1, at most as many as there are keys
   */
  public int threshold() {
    return threshold;
  }

  /**
   * The keys by their ids.
   *
   * @return a read-only map; an id is SHA-256 of the key's SubjectPublicKeyInfo in hexadecimal
   *     digits
   */
  public Map<String, PublicKey> keysById() {
    return keys;
  }

  /**
   * The id of a key, as it stands in envelopes.
   *
   * @param key an Ed25519 public key
   * @return SHA-256 of its SubjectPublicKeyInfo in hexadecimal digits
   * @throws GovernanceException with code {@code catalog.key_type} when it is of another kind
   */
  public static String keyId(PublicKey key) {
    return Ed25519Keys.id(Ed25519Keys.checked(key));
  }

  /**
   * The written form, also the payload of a signed successor.
   *
   * @return JSON as UTF-8
   */
  public byte[] toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("apiVersion", API_VERSION);
    map.put("kind", KIND);
    map.put("version", version);
    map.put("expires", expires.toString());
    map.put("threshold", (long) threshold);
    map.put(
        "keys",
        keys.values().stream()
            .map(key -> Base64.getEncoder().encodeToString(key.getEncoded()))
            .toList());
    return Json.canonical(map);
  }

  /** Version, threshold and number of keys. */
  @Override
  public String toString() {
    return "TrustRoot[" + version + ", " + threshold + " of " + keys.size() + "]";
  }
}
