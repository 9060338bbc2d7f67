package org.agentgovernance.cli;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 keys in PEM files of RFC 7468: PKCS #8 for the private key, readable by its owner only,
 * with the public key below it. What stands in them is never printed.
 */
final class KeyFile {
  private static final int MOST_BYTES = 16 << 10;
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(GROUP_READ, GROUP_WRITE, OTHERS_READ, OTHERS_WRITE);

  private KeyFile() {}

  /** Makes a key pair: the private key in the file, the public key in a file beside it. */
  static KeyPair make(Path file) {
    try {
      KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      String publicKey = pem("PUBLIC KEY", keys.getPublic().getEncoded());
      writePrivate(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()) + publicKey);
      Files.writeString(beside(file), publicKey, StandardOpenOption.CREATE_NEW);
      return keys;
    } catch (IOException e) {
      throw InputException.usage(
          "--key: "
              + file
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + "); keys are never overwritten, name another file");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 15 and later have Ed25519", e);
    }
  }

  /** Where the public key of a private key's file stands. */
  static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  private static void writePrivate(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    boolean posix =
        directory != null
            && Files.getFileStore(directory)
                .supportsFileAttributeView(PosixFileAttributeView.class);
    if (posix) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    Files.writeString(file, text, StandardOpenOption.WRITE);
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** A key that can sign. */
  static KeyPair pair(Path file) {
    String text = text(file);
    byte[] der = block(file, text, "PRIVATE KEY");
    if (der == null) {
      throw InputException.usage("--key: " + file + " holds no private key (PKCS #8 in PEM)");
    }
    ownOnly(file);
    try {
      return new KeyPair(
          publicKey(file, text),
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException e) {
      throw InputException.usage("--key: " + file + " holds no Ed25519 private key");
    }
  }

  /** The public key in a file, whether a private one stands there too or not. */
  static PublicKey publicKey(Path file) {
    return publicKey(file, text(file));
  }

  private static PublicKey publicKey(Path file, String text) {
    byte[] der = block(file, text, "PUBLIC KEY");
    if (der == null) {
      throw InputException.usage(
          "--key: "
              + file
              + " holds no public key; add the output of \"openssl pkey -pubout\" to it");
    }
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw InputException.usage("--key: " + file + " holds no Ed25519 public key");
    }
  }

  private static String text(Path file) {
    Inputs.check("--key", file);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw InputException.usage("--key: " + file + " is too large for a key");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw Inputs.unreadable("--key", file.toString(), e);
    }
  }

  private static byte @Nullable [] block(Path file, String text, String label) {
    Matcher block =
        Pattern.compile("-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]*)-----END " + label)
            .matcher(text);
    if (!block.find()) {
      return null;
    }
    try {
      return Base64.getMimeDecoder().decode(block.group(1));
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--key: " + file + " is damaged: not base64");
    }
  }

  private static void ownOnly(Path file) {
    try {
      if (!Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS)) {
        throw InputException.usage(
            "--key: " + file + " may be read or written by others; chmod 600 it first");
      }
    } catch (UnsupportedOperationException e) {
      return; // a file system without such permissions
    } catch (IOException e) {
      throw Inputs.unreadable("--key", file.toString(), e);
    }
  }
}
