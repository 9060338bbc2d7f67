package org.agentgovernance.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A witness behind HTTP, as in C2SP {@code tlog-witness}: it is sent a checkpoint and a proof that
 * the one it saw last is its beginning, and answers with its signature. Used by one log.
 */
public final class HttpWitness implements CheckpointWitness {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER = 16_384;
  private static final int TRIES = 3;

  private final URI address;
  private final CheckpointKey key;
  private final HttpClient client;
  private long seen;

  /**
   * A witness at an address.
   *
   * @param prefix the submission prefix, {@code https} or {@code http}, to which {@code
   *     /add-checkpoint} is appended
   * @param key the witness's public key; signatures of others are ignored
   * @throws IllegalArgumentException when the address is another one, or the key is a log's
   */
  public HttpWitness(URI prefix, CheckpointKey key) {
    String scheme = String.valueOf(prefix.getScheme());
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("a witness has an https or http address");
    }
    if (!key.witness()) {
      throw new IllegalArgumentException("the key of a witness is one of cosignature/v1 (type 4)");
    }
    String base = prefix.toString();
    this.address = URI.create((base.endsWith("/") ? base : base + "/") + "add-checkpoint");
    this.key = key;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String name() {
    return key.name();
  }

  @Override
  public SignedCheckpoint witness(SignedCheckpoint checkpoint, MerkleTree.Source tree)
      throws IOException, InterruptedException {
    long size = checkpoint.checkpoint().size();
    for (int i = 0; i < TRIES; i++) {
      HttpResponse<InputStream> answer = post(body(checkpoint, tree));
      String text = text(answer);
      switch (answer.statusCode()) {
        case 200 -> {
          SignedCheckpoint signed = checkpoint.with(lines(text));
          if (signed.by(key).isEmpty()) {
            throw new IOException("it answered without a signature of its key");
          }
          seen = size;
          return checkpoint.with(signed.by(key));
        }
        case 409 -> seen = size(text, size);
        case 403 -> throw new IOException("it does not trust the key of this log (403)");
        case 404 -> throw new IOException("it does not know this log (404)");
        case 422 ->
            throw new IOException(
                "it holds a checkpoint over "
                    + seen
                    + " records that is not the beginning of this log (422): one of the two was"
                    + " rewritten");
        default -> throw new IOException("it answered with status " + answer.statusCode());
      }
    }
    throw new IOException("it goes on seeing other checkpoints of this log: is there a copy?");
  }

  private String body(SignedCheckpoint checkpoint, MerkleTree.Source tree) {
    StringBuilder body = new StringBuilder("old ").append(seen).append('\n');
    long size = checkpoint.checkpoint().size();
    if (seen > 0) {
      MerkleProofs.consistency(seen, size, tree)
          .forEach(hash -> body.append(hash.base64()).append('\n'));
    }
    return body.append('\n').append(checkpoint).toString();
  }

  private HttpResponse<InputStream> post(String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      return new String(in.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8);
    }
  }

  private static List<SignedCheckpoint.Line> lines(String text) throws IOException {
    try {
      return SignedCheckpoint.parseLines(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("it answered with something that is no signature", e);
    }
  }

  private static long size(String text, long ours) throws IOException {
    long size;
    try {
      size = Checkpoint.number(text.strip(), "the size");
    } catch (IllegalArgumentException e) {
      throw new IOException("it answered with a conflict and no size (409)", e);
    }
    if (size > ours) {
      throw new IOException(
          "it saw "
              + size
              + " records of this log, which has "
              + ours
              + ": records are missing from the end, or another log has its name");
    }
    return size;
  }
}
