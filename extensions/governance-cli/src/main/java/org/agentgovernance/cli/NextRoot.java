package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;

/** Signs the successor of a trust root, or adds signatures to one that others have begun. */
final class NextRoot {
  private final Terminal terminal;
  private final TrustRoot current;
  private final Path out;

  NextRoot(Terminal terminal, TrustRoot current, Path out) {
    this.terminal = terminal;
    this.current = current;
    this.out = out;
  }

  boolean begun() {
    return Files.exists(out);
  }

  /** The next root with keys added and removed. */
  TrustRoot change(
      List<PublicKey> added, List<String> removed, @Nullable Integer threshold, Instant expires) {
    Map<String, PublicKey> keys = new LinkedHashMap<>(current.keysById());
    for (String start : removed) {
      List<String> ids = keys.keySet().stream().filter(id -> id.startsWith(start)).toList();
      if (start.length() < 8 || ids.size() != 1) {
        throw InputException.usage(
            "--remove: give 8 or more of the first digits of one key's id in the trust root");
      }
      keys.remove(ids.get(0));
    }
    added.forEach(key -> keys.put(TrustRoot.keyId(key), key));
    int asked = threshold == null ? current.threshold() : threshold;
    if (asked < 1 || asked > keys.size()) {
      throw InputException.usage(
          "--threshold: must be from 1 to the number of keys, which is " + keys.size());
    }
    return TrustRoot.of(current.version() + 1, expires, asked, keys.values());
  }

  /** The root that others have begun to sign. */
  DsseEnvelope load() {
    DsseEnvelope envelope = DsseEnvelope.load(out);
    if (!envelope.payloadType().equals(TrustRoot.PAYLOAD_TYPE)) {
      throw InputException.usage("--out: " + out + " holds something else than a trust root");
    }
    return envelope;
  }

  int sign(DsseEnvelope envelope, List<KeyPair> keys) {
    TrustRoot next = TrustRoot.parse(envelope.payload());
    if (next.version() != current.version() + 1) {
      throw InputException.usage(
          "--out: "
              + out
              + " holds version "
              + next.version()
              + ", which does not follow "
              + current.version());
    }
    DsseEnvelope signed = SigningOptions.sign(envelope, keys, current, next);
    OutputFile.replace("--out", out, signed.toJson());
    terminal.out().println("signed " + Text.safe(out.toString()));
    RootText.print(next, terminal);
    terminal.out().println("  old keys     " + SigningOptions.progress(signed, current));
    terminal.out().println("  new keys     " + SigningOptions.progress(signed, next));
    boolean complete =
        SigningOptions.complete(signed, current) && SigningOptions.complete(signed, next);
    terminal
        .out()
        .println(
            complete
                ? "complete: ship it with the application, after the root that it follows"
                : "incomplete: pass it on to the holders of further keys, who run \"rotate\"");
    return ExitCode.PASS;
  }
}
