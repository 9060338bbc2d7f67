package org.agentgovernance.cli.proposal;

import java.util.List;
import java.util.Set;

/**
 * The words that guesses go by, in the singular. They are common English names of tools, not those
 * of any one set of tools.
 */
final class Vocabulary {
  static final Set<String> PREPOSITIONS = Set.of("by", "for", "in", "from", "with", "of", "to");

  static final Set<String> READ_VERBS =
      words(
          "get read list search find fetch query show view describe check lookup look count"
              + " retrieve browse calculate compute convert validate verify compare summarize"
              + " analyze preview estimate resolve translate explain diff inspect scan think"
              + " detect recommend suggest track monitor poll geocode ping");

  static final Set<String> WRITE_VERBS =
      words(
          "create add update set send post write edit modify change book reserve return schedule"
              + " reschedule cancel pay transfer refund exchange move copy rename upload invite"
              + " share assign unassign enable disable suspend resume append insert put patch"
              + " publish reply forward submit approve reject merge push commit open close start"
              + " stop make buy purchase subscribe unsubscribe register save store mark grant"
              + " revoke remove kick ban block unblock archive restore refuel notify react fork"
              + " click type fill select drag press navigate order activate deactivate configure"
              + " reset refresh renew redeem charge withdraw deposit join leave accept decline"
              + " call trigger toggle import export print turn switch unlock lock connect"
              + " disconnect reboot install uninstall simulate generate");

  /** What cannot be undone, or does whatever its argument says. */
  static final Set<String> IRREVERSIBLE_VERBS =
      words(
          "delete purge destroy wipe erase drop terminate truncate execute exec eval evaluate run"
              + " shell");

  /** Verbs whose tool works on something that is already there, and may answer with it. */
  static final Set<String> REWORKING_VERBS =
      words(
          "update edit modify change append insert move copy rename reschedule cancel mark reply"
              + " forward share archive restore delete patch add remove merge");

  /** What anybody can have written. */
  static final Set<String> OTHERS_WORDS =
      words(
          "email mail inbox message chat channel thread conversation history review rating comment"
              + " post feed web webpage website page site url html internet link file document doc"
              + " note attachment calendar event appointment meeting transaction ticket issue pull"
              + " commit repository repo code wiki article news blog forum notification pdf image"
              + " transcript log clipboard notice memo text content story answer question"
              + " description profile block screenshot snapshot console request graph node");

  /** What the owner of a tool keeps itself. */
  static final Set<String> OWNERS_WORDS =
      words(
          "balance iban account price address hour time date day status availability available"
              + " type option count contact phone id user detail info information usage plan bill"
              + " flight hotel restaurant company airport product order city rate currency"
              + " inventory stock schedule size cuisine dietary fuel capacity permission customer"
              + " line device reservation item cost fee policy version health limit sum time zone"
              + " weather distance elevation direction payment subscription member role expression"
              + " result");

  /** Among the words of a read tool: what is not for everyone. */
  static final Set<String> PRIVATE =
      words(
          "balance transaction user customer profile account inbox email mail message chat thread"
              + " conversation file document note calendar event appointment meeting contact bill"
              + " usage order reservation history clipboard phone subscription payment");

  /** Anywhere in what a read tool says of itself: what is for the user only. */
  static final Set<String> SECRETS =
      Set.of(
          "passport",
          "credit card",
          "debit card",
          "card number",
          "password",
          "secret",
          "credential",
          "social security",
          "ssn",
          "id number",
          "bank account number",
          "api key",
          "private key",
          "access token",
          "environment variable",
          "medical",
          "tax");

  /** Arguments that are read by people and name nobody. */
  static final Set<String> PROSE =
      words(
          "body content message text subject title description note reason comment summary html"
              + " markdown memo caption prompt instruction detail topic thought");

  /** Arguments that say when, how much of it, or in which form. */
  static final Set<String> MANNER =
      words(
          "date time day start end month year hour minute limit page offset cursor format sort"
              + " recurring timezone language dry force verbose depth width height count per size"
              + " direction mode level");

  /** The last word of an argument that points at one thing. */
  static final Set<String> POINTERS =
      words(
          "id uuid guid iban url uri href email path key handle slug sha ref webhook endpoint"
              + " domain host hostname filename");

  /** Arguments that name who or what is hit. */
  static final Set<String> TARGETS =
      words(
          "cc bcc recipient receiver payee beneficiary addressee participant attendee"
              + " invitee guest member user username email phone contact assignee owner customer"
              + " account iban channel room group team chat thread conversation url uri link href"
              + " domain host hostname webhook endpoint path file filename folder directory repo"
              + " repository branch bucket table database project workspace organization company"
              + " vendor merchant supplier destination source target device line password amount"
              + " sum price sql command script code number");

  private Vocabulary() {}

  private static Set<String> words(String all) {
    return Set.copyOf(List.of(all.split(" ", -1)).stream().distinct().toList());
  }
}
