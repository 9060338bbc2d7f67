package org.agentgovernance.examples.springai;

import java.util.ArrayList;
import java.util.List;
import org.springframework.ai.tool.annotation.Tool;

/** Ordinary Spring AI tools; they know nothing of governance. */
final class Orders {
  final List<String> ran = new ArrayList<>();

  @Tool(description = "Reads an order")
  String readOrder(String order) {
    ran.add("readOrder");
    return "order " + order + ": 40.00, lost on the way";
  }

  @Tool(description = "Pays the price of an order back")
  String refundOrder(String order) {
    ran.add("refundOrder");
    return "40.00 paid back for order " + order;
  }

  @Tool(description = "Deletes an order for good")
  String deleteOrder(String order) {
    ran.add("deleteOrder");
    return "order " + order + " is gone";
  }
}
