/**
 * The argument control: a tool's input schema, compiled once when the manifest is loaded, against
 * which every call is checked before anything else looks at its arguments.
 *
 * <p>JSON Schema is evaluated by the networknt validator on nodes made straight from the arguments.
 * What is decided here is what surrounds it: nothing is loaded from elsewhere, patterns run in
 * linear time, the work for one call is bounded, unknown arguments are refused unless the schema
 * speaks of them, and no message repeats an argument's value.
 */
@NullMarked
package org.agentgovernance.schema;

import org.jspecify.annotations.NullMarked;
