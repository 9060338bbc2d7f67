package org.agentgovernance.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.Verification;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys behind a real HTTPS server on this machine, with a certificate made for the test. */
final class JwtKeysTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir static Path dir;
  private static HttpsServer server;
  private static SSLContext trust;
  private static final AtomicInteger READS = new AtomicInteger();
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static final AtomicReference<String> SET = new AtomicReference<>("");
  private static final AtomicReference<CompletableFuture<Void>> HELD =
      new AtomicReference<>(CompletableFuture.completedFuture(null));

  private final AtomicLong now = new AtomicLong(1_800_000_000_000L);
  private final Clock clock = new Hands();
  private RsaJsonWebKey first;
  private RsaJsonWebKey second;

  @BeforeAll
  static void serve() throws Exception {
    Path store = dir.resolve("server.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "s",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "36500",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD);
    SSLContext serving = SSLContext.getInstance("TLS");
    serving.init(own.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("s", keys.getCertificate("s"));
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(trusted);
    trust = SSLContext.getInstance("TLS");
    trust.init(null, others.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serving));
    server.createContext(
        "/jwks",
        exchange -> {
          READS.incrementAndGet();
          HELD.get().join();
          byte[] body = SET.get().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(STATUS.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void keys() throws Exception {
    first = Tokens.key("k-1");
    second = Tokens.key("k-2");
    SET.set(Tokens.set(first));
    STATUS.set(200);
    READS.set(0);
  }

  private static URI address() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/jwks");
  }

  private JwtPrincipalVerifier verifier(@Nullable SSLContext trusting) {
    return JwtPrincipalVerifier.builder("https://idp", "desk")
        .keys(
            JwtKeys.url(address(), trusting)
                .lifetime(Duration.ofMinutes(5))
                .atMostEvery(Duration.ofSeconds(30)))
        .clock(clock)
        .build();
  }

  private static String code(JwtPrincipalVerifier verifier, String token) {
    IdentityException refused =
        catchThrowableOfType(IdentityException.class, () -> Verification.of(verifier, token));
    return refused == null ? "verified" : refused.code().value();
  }

  @Test
  void readsKeysOnceOverHttps() throws Exception {
    JwtPrincipalVerifier verifier = verifier(trust);
    String token = Tokens.signed(first);
    for (int i = 0; i < 5; i++) {
      assertThat(code(verifier, token)).isEqualTo("verified");
    }
    assertThat(READS).hasValue(1);
  }

  @Test
  void refusesACertificateThatItDoesNotTrust() throws Exception {
    assertThat(code(verifier(null), Tokens.signed(first)))
        .isEqualTo("identity.token_keys_unavailable");
    assertThat(READS).hasValue(0);
  }

  @Test
  void readsAgainForAnUnknownKeyButNotForEachOne() throws Exception {
    JwtPrincipalVerifier verifier = verifier(trust);
    assertThat(code(verifier, Tokens.signed(first))).isEqualTo("verified");
    SET.set(Tokens.set(first, second));
    String rotated = Tokens.signed(second);
    for (int i = 0; i < 5; i++) {
      assertThat(code(verifier, rotated)).isEqualTo("identity.token_unknown_key");
    }
    assertThat(READS).hasValue(1);
    now.addAndGet(30_000);
    assertThat(code(verifier, rotated)).isEqualTo("verified");
    assertThat(READS).hasValue(2);
  }

  @Test
  void aReadForAnUnknownKeyHoldsUpNobodyElse() throws Exception {
    JwtPrincipalVerifier verifier = verifier(trust);
    String token = Tokens.signed(first);
    assertThat(code(verifier, token)).isEqualTo("verified");
    now.addAndGet(30_000);
    String unknown = Tokens.signed(second);
    CompletableFuture<Void> held = new CompletableFuture<>();
    HELD.set(held);
    CompletableFuture<String> waits = CompletableFuture.supplyAsync(() -> code(verifier, unknown));
    try {
      while (READS.get() < 2) {
        Thread.onSpinWait();
      }
      assertThat(code(verifier, token)).isEqualTo("verified");
      assertThat(waits).isNotDone();
    } finally {
      held.complete(null);
    }
    assertThat(waits.join()).isEqualTo("identity.token_unknown_key");
  }

  @Test
  void refusesOnceTheKeysAreDueAndCannotBeRead() throws Exception {
    JwtPrincipalVerifier verifier = verifier(trust);
    String token = Tokens.signed(first);
    assertThat(code(verifier, token)).isEqualTo("verified");
    STATUS.set(503);
    now.addAndGet(299_000);
    assertThat(code(verifier, token)).isEqualTo("verified");
    now.addAndGet(1_000);
    assertThat(code(verifier, token)).isEqualTo("identity.token_keys_unavailable");
    STATUS.set(200);
    now.addAndGet(30_000);
    assertThat(code(verifier, token)).isEqualTo("verified");
  }

  @Test
  void takesNoRedirectAndNoGarbageAndNoFlood() throws Exception {
    String token = Tokens.signed(first);
    STATUS.set(302);
    assertThat(code(verifier(trust), token)).isEqualTo("identity.token_keys_unavailable");
    STATUS.set(200);
    SET.set("{\"keys\": 7");
    assertThat(code(verifier(trust), token)).isEqualTo("identity.token_keys_unavailable");
    SET.set(" ".repeat(KeyDocument.MAX_BYTES) + Tokens.set(first));
    assertThat(code(verifier(trust), token)).isEqualTo("identity.token_keys_unavailable");
  }

  private final class Hands extends Clock {
    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(now.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
