package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.PrivateFiles;

/** Names, permissions and links in a log's directory. */
final class AuditDirectory {
  private static final Pattern SEGMENT = Pattern.compile("audit-([0-9]{8})\\.jsonl");
  private static final Pattern CHECKPOINTS = Pattern.compile("audit-([0-9]{8})\\.checkpoints");
  private static final Pattern PERSONAL = Pattern.compile("audit-([0-9]{8})\\.personal");

  static final String LOCK = "audit.lock";

  private AuditDirectory() {}

  /** Makes the directory where it is missing and gives its real path. */
  static Path prepare(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (Files.isSymbolicLink(absolute)) {
      throw refused(absolute + " is a symbolic link; name the directory itself");
    }
    Path parent = absolute.getParent();
    if (parent != null) {
      if (!Files.isDirectory(parent)) {
        Files.createDirectories(parent);
      }
      absolute = parent.toRealPath().resolve(absolute.getFileName());
    }
    if (!Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.makeDirectory(absolute);
    } else if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(absolute + " is not a directory");
    } else if (PrivateFiles.othersMayWrite(absolute)) {
      throw refused("others may write to " + absolute + "; make it 0700");
    }
    return absolute;
  }

  static String segment(int number) {
    return String.format("audit-%08d.jsonl", number);
  }

  static String checkpoints(int number) {
    return String.format("audit-%08d.checkpoints", number);
  }

  static String personal(int number) {
    return String.format("audit-%08d.personal", number);
  }

  /** The segments in a directory by number. */
  static SortedMap<Integer, Path> segments(Path directory) throws IOException {
    return numbered(directory, SEGMENT);
  }

  /** The files of checkpoints in a directory by the number of their segment. */
  static SortedMap<Integer, Path> checkpoints(Path directory) throws IOException {
    return numbered(directory, CHECKPOINTS);
  }

  /** The files of personal values in a directory by the number of their segment. */
  static SortedMap<Integer, Path> personal(Path directory) throws IOException {
    return numbered(directory, PERSONAL);
  }

  private static SortedMap<Integer, Path> numbered(Path directory, Pattern names)
      throws IOException {
    SortedMap<Integer, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        int number = number(file, names);
        if (number > 0) {
          found.put(number, file);
        }
      }
    }
    return found;
  }

  /** The number in a segment's name, or 0 for any other file. */
  static int number(Path file) {
    return number(file, SEGMENT);
  }

  private static int number(Path file, Pattern names) {
    Matcher name = names.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? Integer.parseInt(name.group(1)) : 0;
  }

  private static GovernanceException refused(String message) {
    return new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + message);
  }
}
