package org.agentgovernance.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stored line in the very form in which this program writes lines, and makes no objects of
 * what a verifier does not need. Whatever is unusual about a line, even where it is allowed, is
 * left to the strict reader: what this one accepts, that one accepts with the same result. Used by
 * one thread.
 */
final class LineScan {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_DEPTH = 32;
  private static final int MOST_NAMES = 64;
  private static final int MOST_DIGITS = 15;
  private static final int HASH_DIGITS = 64;
  private static final int SECONDS_A_DAY = 86_400;
  private static final int HMAC = hash("hmac");

  private static final byte[] START = ascii("{\"v\":1,\"seq\":");
  private static final byte[] PREV = ascii(",\"prev\":\"");
  private static final byte[] AT = ascii("\",\"at\":\"");
  private static final byte[] KIND = ascii(",\"kind\":\"");
  private static final int[] ENVELOPE = {
    hash("v"), hash("seq"), hash("prev"), hash("at"), hash("kind")
  };

  /** The value of each hexadecimal digit as records have them; -1 for any other byte. */
  private static final byte[] DIGIT = new byte[256];

  /** Bytes of a string that need no second look. */
  private static final boolean[] PLAIN = new boolean[256];

  static {
    java.util.Arrays.fill(DIGIT, (byte) -1);
    for (int i = 0; i < 16; i++) {
      DIGIT["0123456789abcdef".charAt(i)] = (byte) i;
    }
    for (int i = 0x20; i < 0x80; i++) {
      PLAIN[i] = i != '"' && i != '\\';
    }
  }

  /** The hashes of the names of all objects that are open, one object after the other. */
  private final int[] names = new int[MOST_DEPTH * MOST_NAMES];

  private int named;
  private byte[] line = {};
  private int end;
  private int at;
  private boolean sealed;

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = 31 * hash + name.charAt(i);
    }
    return hash;
  }

  /** The line's record, or null when the strict reader has to look at it. */
  @Nullable StoredLine read(byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return null;
    }
    line = bytes;
    end = bytes.length;
    at = 0;
    sealed = false;
    if (!skip(START)) {
      return null;
    }
    long seq = digits();
    if (seq < 1 || !skip(PREV)) {
      return null;
    }
    TreeHash prev = hash();
    if (prev == null || !skip(AT)) {
      return null;
    }
    Instant time = time();
    if (time == null || !skip(KIND)) {
      return null;
    }
    int kind = at;
    if (!string()) {
      return null;
    }
    String word = new String(line, kind, at - 1 - kind, java.nio.charset.StandardCharsets.US_ASCII);
    if (word.indexOf('\\') >= 0 || !asciiOnly(word)) {
      return null;
    }
    System.arraycopy(ENVELOPE, 0, names, 0, ENVELOPE.length);
    named = ENVELOPE.length;
    return members(0, 1) && at == end
        ? StoredLine.scanned(seq, prev, time, word, bytes, sealed)
        : null;
  }

  private static boolean asciiOnly(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) >= 0x7F) {
        return false; // also what stands for a byte that is no ASCII
      }
    }
    return true;
  }

  private boolean skip(byte[] expected) {
    if (end - at < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (line[at + i] != expected[i]) {
        return false;
      }
    }
    at += expected.length;
    return true;
  }

  /** A whole number without a sign, or -1. */
  private long digits() {
    int start = at;
    long value = 0;
    while (at < end && line[at] >= '0' && line[at] <= '9' && at - start <= MOST_DIGITS) {
      value = 10 * value + line[at++] - '0';
    }
    int count = at - start;
    return count == 0 || count > MOST_DIGITS || (count > 1 && line[start] == '0') ? -1 : value;
  }

  private @Nullable TreeHash hash() {
    if (end - at < HASH_DIGITS) {
      return null;
    }
    byte[] bytes = new byte[TreeHash.BYTES];
    int wrong = 0;
    for (int i = 0; i < TreeHash.BYTES; i++) {
      int high = DIGIT[line[at + 2 * i] & 255];
      int low = DIGIT[line[at + 2 * i + 1] & 255];
      wrong |= high | low;
      bytes[i] = (byte) ((high << 4) | low);
    }
    at += HASH_DIGITS;
    return wrong < 0 ? null : TreeHash.of(bytes);
  }

  /** A time with milliseconds: 2026-11-20T10:00:00.000Z and the quotation mark behind it. */
  private @Nullable Instant time() {
    int from = at;
    if (end - from < 25
        || line[from + 4] != '-'
        || line[from + 7] != '-'
        || line[from + 10] != 'T'
        || line[from + 13] != ':'
        || line[from + 16] != ':'
        || line[from + 19] != '.'
        || line[from + 23] != 'Z'
        || line[from + 24] != '"') {
      return null;
    }
    int year = part(from, 4);
    int month = part(from + 5, 2);
    int day = part(from + 8, 2);
    int hour = part(from + 11, 2);
    int minute = part(from + 14, 2);
    int second = part(from + 17, 2);
    int millis = part(from + 20, 3);
    if ((year | month | day | hour | minute | second | millis) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    at = from + 25;
    try {
      long days = LocalDate.of(year, month, day).toEpochDay();
      return Instant.ofEpochSecond(
          days * SECONDS_A_DAY + hour * 3600L + minute * 60L + second, millis * 1_000_000L);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private int part(int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
      value = 10 * value + line[i] - '0';
    }
    return value;
  }

  /** The members that follow the first ones of an object whose names begin at an index. */
  private boolean members(int first, int depth) {
    while (at < end) {
      byte next = line[at++];
      if (next == '}') {
        named = first;
        return true;
      }
      if (next != ',' || !member(first, depth)) {
        return false;
      }
    }
    return false;
  }

  private boolean member(int first, int depth) {
    return at < end
        && line[at++] == '"'
        && name(first)
        && at < end
        && line[at++] == ':'
        && value(depth);
  }

  /** A name without escapes that no other member of the object may have. */
  private boolean name(int first) {
    int hash = 0;
    while (at < end && PLAIN[line[at] & 255]) {
      hash = 31 * hash + line[at++];
    }
    if (at >= end || line[at++] != '"' || named - first >= MOST_NAMES) {
      return false;
    }
    for (int i = first; i < named; i++) {
      if (names[i] == hash) {
        return false;
      }
    }
    names[named++] = hash;
    sealed |= hash == HMAC;
    return true;
  }

  private boolean value(int depth) {
    if (at >= end || depth >= MOST_DEPTH) {
      return false;
    }
    byte first = line[at];
    switch (first) {
      case '"' -> {
        at++;
        return string();
      }
      case '{' -> {
        at++;
        return object(depth + 1);
      }
      case '[' -> {
        at++;
        return array(depth + 1);
      }
      case 't' -> {
        return skip(TRUE);
      }
      case 'f' -> {
        return skip(FALSE);
      }
      case 'n' -> {
        return skip(NULL);
      }
      default -> {
        return number();
      }
    }
  }

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private boolean object(int depth) {
    int first = named;
    if (at < end && line[at] == '}') {
      at++;
      return true;
    }
    return member(first, depth) && members(first, depth);
  }

  private boolean array(int depth) {
    if (at < end && line[at] == ']') {
      at++;
      return true;
    }
    while (value(depth) && at < end) {
      byte next = line[at++];
      if (next == ']') {
        return true;
      }
      if (next != ',') {
        return false;
      }
    }
    return false;
  }

  /** A number that has one meaning in every reader: no exponent, few digits. */
  private boolean number() {
    if (line[at] == '-') {
      at++;
    }
    if (digits() < 0) {
      return false;
    }
    if (at < end && line[at] == '.') {
      int start = ++at;
      while (at < end && line[at] >= '0' && line[at] <= '9') {
        at++;
      }
      if (at == start || at - start > MOST_DIGITS) {
        return false;
      }
    }
    return true; // what follows is a comma or a bracket, or the caller stops
  }

  /** The rest of a string and the quotation mark behind it. */
  private boolean string() {
    while (at < end) {
      while (at + Words.BYTES <= end && Words.plain(line, at)) {
        at += Words.BYTES;
      }
      while (at < end && PLAIN[line[at] & 255]) {
        at++;
      }
      if (at >= end) {
        return false;
      }
      byte special = line[at++];
      if (special == '"') {
        return true;
      }
      if (special == '\\' ? !escape() : special >= 0 || !beyondAscii(special & 255)) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    if (at >= end) {
      return false;
    }
    byte kind = line[at++];
    if (kind != 'u') {
      return "\"\\/bfnrt".indexOf(kind) >= 0;
    }
    if (end - at < 4) {
      return false;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = DIGIT[line[at++] & 255];
      if (digit < 0) {
        return false;
      }
      value = 16 * value + digit;
    }
    return !Character.isSurrogate((char) value);
  }

  /** The rest of a character in UTF-8, in its only form. */
  private boolean beyondAscii(int first) {
    if (first >= 0xC2 && first <= 0xDF) {
      return more(0x80, 0xBF);
    }
    if (first >= 0xE0 && first <= 0xEF) {
      return more(first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && more(0x80, 0xBF);
    }
    return first >= 0xF0
        && first <= 0xF4
        && more(first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF)
        && more(0x80, 0xBF)
        && more(0x80, 0xBF);
  }

  private boolean more(int least, int most) {
    if (at >= end) {
      return false;
    }
    int next = line[at++] & 255;
    return next >= least && next <= most;
  }
}
