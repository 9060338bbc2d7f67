package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that is shipped, run as a user runs it: by {@code java -jar} in a process of its own. */
class ShadedJarTest {
  private static final int CALLS = Boolean.getBoolean("soak") ? 2_000_000 : 100_000;

  @TempDir private Path temp;

  @BeforeEach
  void copySamples() {
    Cli.samples(temp);
  }

  private ProcessBuilder java(String heap, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-jar"));
    command.add(System.getProperty("cli.jar"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  private Cli.Run run(ProcessBuilder builder) throws Exception {
    Path out = temp.resolve("stdout");
    Path err = temp.resolve("stderr");
    Process process =
        builder
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Cli.Run(process.waitFor(), Cli.text(out), Cli.text(err));
  }

  private Cli.Run run(String... words) throws Exception {
    return run(java("256m", words));
  }

  private static String[] replay(String calls, String... more) {
    return Stream.concat(
            Stream.of(
                "replay",
                "--manifest",
                "agent.manifest.json",
                "--tools",
                "tools.json",
                "--calls",
                calls),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void runsEveryCommandQuietly() throws Exception {
    for (String[] words :
        new String[][] {
          {"--help"},
          {"schema"},
          {"validate", "--manifest", "agent.manifest.json", "--tools", "tools.json"},
          {"explain", "--manifest", "agent.manifest.json", "--tool", "crm.account.read"}
        }) {
      Cli.Run run = run(words);
      assertThat(run.code()).as("%s: %s", List.of(words), run.err()).isZero();
      assertThat(run.out()).isNotEmpty();
      assertThat(run.err()).isEmpty();
    }
    assertThat(run("--version").out()).matches("governance \\d.*\\n");
    assertThat(run("validate").code()).isEqualTo(2);
    assertThat(run("validate", "--manifest", "none").code()).isEqualTo(3);
    Cli.Run replay = run(replay("calls.jsonl", "--audit", "log"));
    assertThat(replay.code()).as(replay.err()).isZero();
    assertThat(replay.answers()).hasSize(7);
    assertThat(run("audit", "verify", "log").code()).isZero();
    Path segment = temp.resolve("log/audit-00000001.jsonl");
    Cli.write(segment, Cli.text(segment).replaceFirst("s1", "s9"));
    assertThat(run("audit", "verify", "log").code()).isEqualTo(5);
  }

  @Test
  void readsYamlAndWritesUtf8WhateverTheLocale() throws Exception {
    String yaml =
        Cli.text(temp.resolve("agent.manifest.json")).replace("refund-agent\"", "Rückgabe\"");
    Cli.write(temp.resolve("agent.yaml"), yaml);
    Cli.Run run = run("validate", "--manifest", "agent.yaml");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("Rückgabe 1.4.0 is valid").doesNotContain("\u001b");
  }

  @Test
  void answersAProgramThatWaitsForEachAnswer() throws Exception {
    Process process = java("128m", replay("-")).redirectError(Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8)) {
      for (int i = 1; i <= 20; i++) {
        in.write("{\"type\":\"call\",\"session\":\"s\",\"tool\":\"né\",\"args\":{}}\n");
        in.flush();
        Map<String, @Nullable Object> answer = Json.parseObject(out.readLine());
        assertThat(answer).containsEntry("line", (long) i).containsEntry("tool", "né");
      }
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void endsWhenNobodyReadsTheAnswers() throws Exception {
    write("calls", 20_000, 4, false);
    Process process = java("128m", replay("calls")).start();
    process.getInputStream().close();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err).contains("nobody reads standard output").doesNotContain("\tat ");
  }

  @Test
  void replaysManyCallsOfManySessionsWithFlatMemory() throws Exception {
    write("calls", CALLS, 4, false);
    measure("64m", "one session after another");
  }

  @Test
  void replaysAsManySessionsAsCallsWithFlatMemory() throws Exception {
    write("calls", CALLS, 1, false);
    measure(CALLS > 100_000 ? "160m" : "64m", "as many sessions as calls");
    if (CALLS <= 100_000) {
      byte[] answers = withoutLine(temp.resolve("answers.jsonl"));
      write("calls", CALLS, 1, true);
      measure("64m", "all sessions declared first");
      assertThat(withoutLine(temp.resolve("answers.jsonl"))).isEqualTo(answers);
    }
  }

  /** The numbers of the lines differ when all sessions stand first. */
  private static byte[] withoutLine(Path answers) {
    return Cli.text(answers).replaceAll("\"line\":\\d+", "").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void asksForAnApprovalInEveryCallWithFlatMemory() throws Exception {
    String manifest =
        Cli.text(temp.resolve("agent.manifest.json"))
            .replace("args.amount <= 100.0", "args.amount <= 0.1")
            .replace("args.amount > 100.0 &&", "args.amount > 0.1 &&")
            .replace("\"limit\": \"5\"", "\"limit\": \"50000000\"");
    Cli.write(temp.resolve("agent.manifest.json"), manifest);
    int calls = CALLS * 3 / 2;
    try (Writer out = Files.newBufferedWriter(temp.resolve("calls"))) {
      for (int i = 0; i < calls; i++) {
        if (i % 4 == 0) {
          out.write(session(i / 4));
        }
        String answer =
            i % 3 == 0 ? "" : i % 3 == 1 ? ",\"approval\":\"approve\"" : ",\"approval\":\"reject\"";
        out.write(call(i / 4, i, "payments.refund", ",\"amount\":" + (i % 4 + 1), answer));
      }
    }
    Cli.Run run = measure("48m", "an approval in every call");
    assertThat(run.err())
        .containsPattern("approval.rejected +" + String.format(Locale.ROOT, "%,d", calls / 3));
  }

  @Test
  void readsTheLongestLinesWithFlatMemory() throws Exception {
    try (Writer out = Files.newBufferedWriter(temp.resolve("calls"))) {
      for (int i = 0; i < 20; i++) {
        out.write(session(i));
        out.write(
            call(
                i,
                i,
                "crm.account.read",
                "",
                ",\"rationale\":\"" + "long ".repeat(830_000) + "\""));
      }
    }
    Cli.Run run = run(java("64m", replay("calls")));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.answers())
        .hasSize(20)
        .allSatisfy(a -> assertThat(a).containsEntry("code", "permitted"));
  }

  private Cli.Run measure(String heap, String what) throws Exception {
    long start = System.nanoTime();
    Cli.Run run = run(java(heap, replay("calls", "--out", "answers.jsonl")));
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(run.code()).as(run.err()).isZero();
    System.out.printf("replay in %sB, %s: %.1f s%n%s", heap, what, seconds, run.err());
    assertThat(run.err())
        .containsPattern("lines with errors +0\n")
        .doesNotContain("session.closed");
    try (Stream<String> lines = Files.lines(temp.resolve("answers.jsonl"))) {
      assertThat(lines.count()).isGreaterThanOrEqualTo(Math.min(CALLS, 100_000));
    }
    assertThat(Duration.ofNanos((long) (seconds * 1e9))).isLessThan(Duration.ofMinutes(10));
    return run;
  }

  private void write(String name, int calls, int perSession, boolean sessionsFirst)
      throws IOException {
    try (Writer out = Files.newBufferedWriter(temp.resolve(name))) {
      if (sessionsFirst) {
        for (int i = 0; i < calls / perSession; i++) {
          out.write(session(i));
        }
      }
      for (int i = 0; i < calls; i++) {
        int session = i / perSession;
        if (!sessionsFirst && i % perSession == 0) {
          out.write(session(session));
        }
        out.write(
            switch (i % 4) {
              case 0 -> call(session, i, "crm.account.read", "", "");
              case 1 -> call(session, i, "crm.note.add", ",\"text\":\"note " + i + "\"", "");
              case 2 -> call(session, i, "payments.refund", ",\"amount\":" + (i % 200), "");
              default -> call(session, i, "payments.refunds", "", "");
            });
      }
    }
  }

  private static String session(int number) {
    return "{\"type\":\"session\",\"session\":\"s"
        + number
        + "\",\"agent\":\"refund-agent\",\"task\":\"refund\",\"prompt\":\"Please refund my last"
        + " order to account A-"
        + number
        + ".\",\"user\":{\"id\":\"u"
        + number
        + "\",\"issuer\":\"idp\",\"roles\":[\"customer\"],\"accounts\":[\"A-"
        + number
        + "\"]}}\n";
  }

  private static String call(int session, int number, String tool, String args, String more) {
    int second = number / 10;
    return "{\"type\":\"call\",\"session\":\"s"
        + session
        + "\",\"callId\":\"c"
        + number
        + "\",\"tool\":\""
        + tool
        + "\",\"args\":{\"account\":\"A-"
        + session
        + "\""
        + args
        + "},\"at\":\""
        + Instant.ofEpochSecond(1_795_000_000L + second)
        + "\",\"result\":{\"output\":\"row row row row row row row row row row "
        + number
        + "\",\"usage\":{\"usd\":\"0.01\",\"tokens\":1200}}"
        + more
        + "}\n";
  }
}
