/**
 * The main example: recorded agent runs of AgentDojo's banking suite, user tasks and attacks, meet
 * a governed bank. {@link org.agentgovernance.examples.banking.BankingExample} runs it.
 */
@NullMarked
package org.agentgovernance.examples.banking;

import org.jspecify.annotations.NullMarked;
