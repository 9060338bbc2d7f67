package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.agentgovernance.cli.RecordedDays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks the log of a real governor everything that the page asks. */
class AuditQuestionsPageTest {
  @TempDir private Path temp;

  @Test
  void everyQuestionOfThePageHasItsAnswer() throws Exception {
    Path work = Files.createDirectories(temp.resolve("work"));
    new RecordedDays(work.resolve("audit")).write();
    new RecordedDays(work.resolve("damaged")).write();
    Files.delete(work.resolve("damaged").resolve("audit-00000002.jsonl"));
    new PageRun(Repository.page("docs/audit-questions.md"), temp).run();
    assertThat(work.resolve("march.html")).content().startsWith("<!DOCTYPE html>");
  }
}
