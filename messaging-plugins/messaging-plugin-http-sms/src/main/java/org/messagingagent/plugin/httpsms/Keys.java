package org.messagingagent.plugin.httpsms;

/** The keys of the settings. */
final class Keys {

  static final String PRESET = "preset";
  static final String URL = "url";
  static final String METHOD = "method";
  static final String HEADER = "header.";
  static final String BODY = "body";
  static final String BODY_TYPE = "body-type";
  static final String CHARSET = "charset";
  static final String AUTH = "auth";
  static final String USER = "user";
  static final String PASSWORD = "password";
  static final String TOKEN = "token";
  static final String ACCOUNT = "account";
  static final String FROM = "from";
  static final String NUMBERS = "numbers";
  static final String COUNTRY_CODE = "country-code";
  static final String MAX_LENGTH = "max-length";
  static final String ENCODING_GSM = "encoding.gsm";
  static final String ENCODING_UNICODE = "encoding.unicode";
  static final String TIMEOUT = "timeout";
  static final String CONNECT_TIMEOUT = "connect-timeout";
  static final String TRUST_CERTIFICATES = "trust-certificates";
  static final String RECOGNISES_REPEATS = "recognises-repeats";

  static final String STATUS = "status.";
  static final String SENT = "sent";
  static final String RETRY = "retry";
  static final String REJECTED = "rejected";
  static final String UNKNOWN = "unknown";

  static final String ANSWER = "answer.";
  static final String ANSWER_ID = "answer.id";
  static final String ANSWER_ID_REQUIRED = "answer.id-required";
  static final String ANSWER_CODE = "answer.code";
  static final String ANSWER_OTHERWISE = "answer.otherwise";
  static final String ANSWER_REASON = "answer.reason";

  static final String RECEIPT = "receipt.";
  static final String RECEIPT_PATH = "receipt.path";
  static final String RECEIPT_ITEMS = "receipt.items";
  static final String RECEIPT_ID = "receipt.id";
  static final String RECEIPT_STATUS = "receipt.status";
  static final String RECEIPT_REASON = "receipt.reason";
  static final String RECEIPT_MESSAGING_ID = "receipt.messaging-id";
  static final String RECEIPT_OTHERWISE = "receipt.otherwise";

  static final String INCOMING_PATH = "incoming.path";
  static final String INCOMING_ITEMS = "incoming.items";
  static final String INCOMING_ID = "incoming.id";
  static final String INCOMING_FROM = "incoming.from";
  static final String INCOMING_TO = "incoming.to";
  static final String INCOMING_TEXT = "incoming.text";
  static final String INCOMING_SESSION = "incoming.session";
  static final String INCOMING_HANDLER = "incoming.handler";
  static final String INCOMING_FORMAT = "incoming.format";

  static final String CALLBACK_PATH_SECRET = "callback.path-secret";
  static final String CALLBACK_QUERY_SECRET = "callback.query-secret";
  static final String CALLBACK_QUERY_NAME = "callback.query-name";
  static final String CALLBACK_USER = "callback.user";
  static final String CALLBACK_PASSWORD = "callback.password";
  static final String CALLBACK_HMAC_SECRET = "callback.hmac-secret";
  static final String CALLBACK_HMAC_HEADER = "callback.hmac-header";
  static final String CALLBACK_HMAC_ALGORITHM = "callback.hmac-algorithm";
  static final String CALLBACK_HMAC_SIGNED = "callback.hmac-signed";
  static final String CALLBACK_ADDRESSES = "callback.addresses";
  static final String CALLBACK_ANSWER = "callback.answer";
  static final String CALLBACK_ANSWER_TYPE = "callback.answer-type";

  static final String SIMULATE = "simulate";
  static final String SIMULATE_RECEIPT = "simulate.receipt";
  static final String SIMULATE_RECEIPT_AFTER = "simulate.receipt-after";

  private Keys() {}
}
