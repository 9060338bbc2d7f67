/**
 * For the tests of applications, and of stores and verifiers that plug into the library: principals
 * that nobody verified. It belongs on the test class path only.
 */
@NullMarked
package org.agentgovernance.testkit;

import org.jspecify.annotations.NullMarked;
