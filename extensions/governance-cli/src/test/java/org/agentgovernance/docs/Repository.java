package org.agentgovernance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the documents are. */
final class Repository {
  private Repository() {}

  /** The root of the checkout, upwards from where the test runs. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("docs/manifest.schema.json"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("the tests do not run within a checkout");
    }
    return here;
  }

  /** README and the pages of docs, decision records left out. */
  static List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    pages.add(page("README.md"));
    markdown(root().resolve("docs"), 1).forEach(file -> pages.add(Page.read(root(), file)));
    return pages;
  }

  /** One document by its path from the root. */
  static Page page(String name) {
    return Page.read(root(), root().resolve(name));
  }

  /** Every document, decision records and the other texts at the root too. */
  static List<Path> documents() {
    List<Path> all = new ArrayList<>(markdown(root(), 1));
    all.addAll(markdown(root().resolve("docs"), 3));
    return all;
  }

  private static List<Path> markdown(Path directory, int depth) {
    try (Stream<Path> files = Files.walk(directory, depth)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
