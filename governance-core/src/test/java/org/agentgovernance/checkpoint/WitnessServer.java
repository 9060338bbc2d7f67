package org.agentgovernance.checkpoint;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A witness as C2SP tlog-witness describes it: checks signature and consistency, then signs. */
public final class WitnessServer implements AutoCloseable {
  private final HttpServer server;
  private final List<CheckpointKey> trusted;
  private final CheckpointKey key;
  private final CheckpointSigner secret;
  private @Nullable Checkpoint latest;
  public final List<Integer> answers = new ArrayList<>();

  public WitnessServer(List<CheckpointKey> trusted, CheckpointKey key, CheckpointSigner secret)
      throws IOException {
    this.trusted = trusted;
    this.key = key;
    this.secret = secret;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/w/add-checkpoint", this::answer);
    server.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/w");
  }

  public synchronized @Nullable Checkpoint latest() {
    return latest;
  }

  public synchronized void remember(@Nullable Checkpoint checkpoint) {
    latest = checkpoint;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int gap = body.indexOf("\n\n");
    String[] lines = body.substring(0, gap).split("\n", -1);
    long old = Long.parseLong(lines[0].substring("old ".length()));
    List<TreeHash> proof = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      proof.add(TreeHash.ofBase64(lines[i]));
    }
    SignedCheckpoint note = SignedCheckpoint.parse(body.substring(gap + 2));
    Checkpoint now = note.checkpoint();
    long seen = latest == null ? 0 : latest.size();
    if (trusted.stream().noneMatch(k -> k.name().equals(now.origin()))) {
      say(exchange, 404, "");
    } else if (note.trust(trusted) != SignedCheckpoint.Trust.SIGNED) {
      say(exchange, 403, "");
    } else if (old > now.size()) {
      say(exchange, 400, "");
    } else if (old != seen || (old == now.size() && !now.root().equals(latest.root()))) {
      exchange.getResponseHeaders().add("Content-Type", "text/x.tlog.size");
      say(exchange, 409, seen + "\n");
    } else if (old > 0
        && !MerkleProofs.consistent(old, latest.root(), now.size(), now.root(), proof)) {
      say(exchange, 422, "");
    } else {
      latest = now;
      try {
        say(exchange, 200, Keys.cosign(key, secret, now, 1_700_000_000).toString());
      } catch (GeneralSecurityException e) {
        say(exchange, 500, "");
      }
    }
  }

  private void say(HttpExchange exchange, int status, String text) throws IOException {
    answers.add(status);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
