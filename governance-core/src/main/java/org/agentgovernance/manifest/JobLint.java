package org.agentgovernance.manifest;

import java.time.LocalDate;
import java.util.List;

/** Whether the job is defined: who answers, for what, until when. */
final class JobLint {
  private final Lint lint;
  private final ManifestModel.Job job;
  private final LocalDate today;

  JobLint(Lint lint, ManifestModel.Job job, LocalDate today) {
    this.lint = lint;
    this.job = job;
    this.today = today;
  }

  void run() {
    if (job.owner() == null) {
      lint.add(
          LintRule.JOB_OWNER,
          job.metadata(),
          "nobody owns this agent; name the team that does under metadata.owner");
    }
    accountable();
    uses(LintRule.JOB_APPROVED, job.approved(), "approved", "no use of this agent is approved");
    uses(
        LintRule.JOB_PROHIBITED,
        job.prohibited(),
        "prohibited",
        "nothing says what this agent must not be used for");
    uses(
        LintRule.JOB_SUCCESS,
        job.success(),
        "success",
        "nothing says when this agent does its job well");
    review();
  }

  private void accountable() {
    List<String> open =
        Keys.ACCOUNTABLE.stream().filter(role -> !job.accountable().contains(role)).toList();
    if (!open.isEmpty()) {
      lint.add(
          LintRule.JOB_ACCOUNTABLE,
          job.metadata(),
          "nobody is accountable as "
              + String.join(", ", open)
              + "; name them under metadata.accountable");
    }
  }

  private void uses(LintRule rule, List<String> named, String key, String finding) {
    if (named.isEmpty()) {
      lint.add(rule, job.purpose(), finding + "; list it under purpose." + key);
    }
  }

  private void review() {
    LocalDate by = job.reviewBy();
    if (by == null) {
      lint.add(
          LintRule.JOB_REVIEW_MISSING,
          job.metadata(),
          "nothing says when this manifest is reviewed again; set metadata.reviewBy");
    } else if (by.isBefore(today)) {
      lint.add(
          LintRule.JOB_REVIEW_STALE,
          job.metadata(),
          "the review was due by "
              + by
              + " and today is "
              + today
              + "; review the manifest and move metadata.reviewBy");
    }
  }
}
