package org.agentgovernance.audit;

/**
 * Takes personal values away from a record and gives what the record says in their place: an HMAC
 * under a salt of its own. Once salt and value are gone, nothing leads back from it. Used by one
 * thread.
 */
interface Vault {
  /** Says which record the next values belong to. */
  void record(long seq);

  /** A vault that forgets salts and values at once. */
  static Vault forgetful() {
    return new Vault() {
      @Override
      public void record(long seq) {}

      @Override
      public String seal(String name, String value) {
        return Hmac.of(Hmac.salt(), value);
      }
    };
  }

  /** Keeps a value and gives its HMAC as 64 hexadecimal digits. */
  String seal(String name, String value);
}
