package org.agentgovernance.examples.langchain4j;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.util.ArrayList;
import java.util.List;

/** Ordinary LangChain4j tools; they know nothing of governance. */
final class Orders {
  final List<String> ran = new ArrayList<>();

  @Tool("Reads an order")
  String readOrder(@P("order number") String order) {
    ran.add("readOrder");
    return "order " + order + ": 40.00, lost on the way";
  }

  @Tool("Pays the price of an order back")
  String refundOrder(@P("order number") String order) {
    ran.add("refundOrder");
    return "40.00 paid back for order " + order;
  }

  @Tool("Deletes an order for good")
  String deleteOrder(@P("order number") String order) {
    ran.add("deleteOrder");
    return "order " + order + " is gone";
  }
}
