package org.messagingagent.plugin.httpsms;

import java.util.Map;

/**
 * Defaults of settings for a shape of API that several vendors have. It is written as one vendor
 * publishes it; for another one, the operator sets what differs.
 */
enum Preset {
  NONE("none", Map.of()),

  /** A form with user and password, as in the SMS API of Vonage. */
  FORM_PASSWORD(
      "form-password",
      Map.ofEntries(
          Map.entry(Keys.BODY_TYPE, "form"),
          Map.entry(
              Keys.BODY,
              "api_key={{user}}&api_secret={{password}}&from={{from}}&to={{to}}&type={{encoding}}&client-ref={{messaging-id}}&text={{content}}"
                  + "{{#receipt-url}}&callback={{receipt-url}}{{/receipt-url}}"),
          Map.entry(Keys.NUMBERS, "digits"),
          Map.entry(Keys.ENCODING_GSM, "text"),
          Map.entry(Keys.ANSWER_ID, "json:/messages/*/message-id"),
          Map.entry(Keys.ANSWER_CODE, "json:/messages/*/status"),
          Map.entry("answer.sent", "0"),
          Map.entry("answer.retry", "1, 4, 8, 9, 10, 11, 14, 32"),
          Map.entry("answer.unknown", "5"),
          Map.entry(Keys.ANSWER_REASON, "json:/messages/*/error-text"),
          Map.entry(Keys.RECEIPT_ID, "field:messageId"),
          Map.entry(Keys.RECEIPT_STATUS, "field:status"),
          Map.entry(Keys.RECEIPT_REASON, "field:err-code"),
          Map.entry(Keys.RECEIPT_MESSAGING_ID, "field:client-ref"),
          Map.entry("receipt.sent", "accepted, buffered"),
          Map.entry("receipt.received", "delivered"),
          Map.entry("receipt.failed", "expired, failed, deleted"),
          Map.entry("receipt.refused", "rejected"),
          Map.entry(Keys.INCOMING_ID, "field:messageId"),
          Map.entry(Keys.INCOMING_FROM, "field:msisdn"),
          Map.entry(Keys.INCOMING_TO, "field:to"),
          Map.entry(Keys.INCOMING_TEXT, "field:text"))),

  /** JSON with a bearer token, as in the SMS API of Sinch. */
  JSON_BEARER(
      "json-bearer",
      Map.ofEntries(
          Map.entry(Keys.AUTH, "bearer"),
          Map.entry(Keys.BODY_TYPE, "json"),
          Map.entry(
              Keys.BODY,
              "{\"from\":\"{{from}}\",\"to\":[\"{{to}}\"],\"body\":\"{{content}}\",\"client_reference\":\"{{messaging-id}}\""
                  + "{{#receipt-url}},\"delivery_report\":\"per_recipient\",\"callback_url\":\"{{receipt-url}}\"{{/receipt-url}}}"),
          Map.entry(Keys.NUMBERS, "plus"),
          Map.entry(Keys.ANSWER_ID, "json:/id"),
          Map.entry(Keys.ANSWER_REASON, "json:/text"),
          Map.entry(Keys.RECEIPT_ID, "json:/batch_id"),
          Map.entry(Keys.RECEIPT_STATUS, "json:/status"),
          Map.entry(Keys.RECEIPT_REASON, "json:/code"),
          Map.entry(Keys.RECEIPT_MESSAGING_ID, "json:/client_reference"),
          Map.entry("receipt.sent", "Queued, Dispatched"),
          Map.entry("receipt.received", "Delivered"),
          Map.entry("receipt.failed", "Failed, Expired, Deleted, Cancelled"),
          Map.entry("receipt.refused", "Rejected, Aborted"),
          Map.entry("receipt.ignored", "Unknown"),
          Map.entry(Keys.INCOMING_ID, "json:/id"),
          Map.entry(Keys.INCOMING_FROM, "json:/from"),
          Map.entry(Keys.INCOMING_TO, "json:/to"),
          Map.entry(Keys.INCOMING_TEXT, "json:/body"))),

  /** A form to an account's own address, with Basic, as in the API of Twilio. */
  BASIC_ACCOUNT(
      "basic-account",
      Map.ofEntries(
          Map.entry(Keys.AUTH, "basic"),
          Map.entry(Keys.BODY_TYPE, "form"),
          Map.entry(
              Keys.BODY,
              "From={{from}}&To={{to}}&Body={{content}}{{#receipt-url}}&StatusCallback={{receipt-url}}{{/receipt-url}}"),
          Map.entry(Keys.NUMBERS, "plus"),
          Map.entry(Keys.ANSWER_ID, "json:/sid"),
          Map.entry(Keys.ANSWER_REASON, "json:/message"),
          Map.entry(Keys.RECEIPT_ID, "field:MessageSid"),
          Map.entry(Keys.RECEIPT_STATUS, "field:MessageStatus"),
          Map.entry(Keys.RECEIPT_REASON, "field:ErrorCode"),
          Map.entry("receipt.sent", "accepted, scheduled, queued, sending, sent"),
          Map.entry("receipt.received", "delivered, read"),
          Map.entry("receipt.failed", "undelivered, canceled"),
          Map.entry("receipt.refused", "failed"),
          Map.entry(Keys.INCOMING_ID, "field:MessageSid"),
          Map.entry(Keys.INCOMING_FROM, "field:From"),
          Map.entry(Keys.INCOMING_TO, "field:To"),
          Map.entry(Keys.INCOMING_TEXT, "field:Body"),
          Map.entry(Keys.CALLBACK_ANSWER, "<Response/>"),
          Map.entry(Keys.CALLBACK_ANSWER_TYPE, "text/xml")));

  private final String text;
  private final Map<String, String> defaults;

  Preset(String text, Map<String, String> defaults) {
    this.text = text;
    this.defaults = defaults;
  }

  Map<String, String> defaults() {
    return defaults;
  }

  static Preset named(String name) {
    for (Preset preset : values()) {
      if (preset.text.equals(name)) {
        return preset;
      }
    }
    throw new IllegalArgumentException("There is no preset " + name);
  }

  @Override
  public String toString() {
    return text;
  }
}
