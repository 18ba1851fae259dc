CREATE TABLE "colleague" (
	"user_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"email" text,
	"named_at" timestamptz(3) NOT NULL
);
