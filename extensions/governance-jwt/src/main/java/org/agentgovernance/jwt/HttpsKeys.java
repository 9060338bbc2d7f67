package org.agentgovernance.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A JWK set behind an HTTPS address. No redirects: the pinned address is the one that answers. */
final class HttpsKeys implements KeyDocument {
  private static final int PATIENCE_SECONDS = 5;
  private static final int OK = 200;

  private final URI address;
  private final HttpClient client;

  HttpsKeys(URI address, @Nullable SSLContext trust) {
    this.address = address;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
    this.client = (trust == null ? builder : builder.sslContext(trust)).build();
  }

  @Override
  public byte[] read() throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    // The limit holds for the whole answer: one that drips in byte by byte ends too.
    CompletableFuture<byte[]> answer =
        client
            .sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
            .thenApplyAsync(HttpsKeys::body);
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the keys were read", e);
    } catch (ExecutionException e) {
      throw new IOException(
          "the keys could not be read: " + String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + PATIENCE_SECONDS + " seconds", e);
    }
  }

  private static byte[] body(HttpResponse<InputStream> response) {
    try (InputStream in = response.body()) {
      if (response.statusCode() != OK) {
        throw new IllegalStateException("status " + response.statusCode() + " instead of 200");
      }
      return KeyDocument.all(in);
    } catch (IOException e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    }
  }
}
