package org.agentgovernance.cli.questions;

import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted. A part that is null asks for nothing; the others must all hold.
 *
 * @param user the user's id
 * @param agent the agent's id
 * @param tool the tool's name; with a star at its end, what it begins with
 * @param verdict permit, approve or deny
 * @param session the session's id
 * @param code the reason code
 * @param period when
 */
public record RecordFilter(
    @Nullable String user,
    @Nullable String agent,
    @Nullable String tool,
    @Nullable String verdict,
    @Nullable String session,
    @Nullable String code,
    Period period) {

  /**
   * Whether a record is wanted. A record that does not say what is asked for is not.
   *
   * @param entry the record
   * @return whether all parts hold
   */
  public boolean matches(Entry entry) {
    return same(user, entry.inner("user", "id"))
        && same(agent, entry.text("agent"))
        && tool(entry.text("tool"))
        && same(verdict, entry.text("verdict"))
        && same(session, entry.text("session"))
        && same(code, entry.text("code"))
        && period.contains(entry.at());
  }

  private boolean tool(@Nullable String said) {
    String wanted = tool;
    if (wanted != null && wanted.endsWith("*")) {
      return said != null && said.startsWith(wanted.substring(0, wanted.length() - 1));
    }
    return same(wanted, said);
  }

  private static boolean same(@Nullable String wanted, @Nullable String said) {
    return wanted == null || wanted.equals(said);
  }
}
