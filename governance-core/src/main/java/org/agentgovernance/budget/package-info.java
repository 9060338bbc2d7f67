/**
 * Limits on what an agent may use up: budgets by session, task, agent, user or tool, reserved
 * before a call and settled after it, and limits on steps and on repeated calls. Counters live in
 * memory or behind {@link org.agentgovernance.budget.BudgetStore}; what ran never adds up to more
 * than a limit, however many threads ask, except where a tool uses more than it declared, which is
 * booked all the same and stops the next call.
 */
@NullMarked
package org.agentgovernance.budget;

import org.jspecify.annotations.NullMarked;
